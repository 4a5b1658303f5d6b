terraform {
  # 1.11: use_lockfile of the S3 backend is no longer experimental.
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0.0, < 7.0.0"
    }
  }

  # Filled by -backend-config: bucket, key, region, encrypt, use_lockfile. `mdw infra` does that; README.md shows how to
  # do it by hand.
  backend "s3" {}
}
