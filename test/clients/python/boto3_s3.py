"""S3 through boto3. How to run it against AWS: checks.py."""

import base64
import hashlib
import io
import os
import urllib.error
import urllib.request
import zlib

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
from checks import BUCKET, PREFIX, check, equal, main, raises

s3 = boto3.client("s3")
MB = 1024 * 1024


def key(name):
    return PREFIX + name


def put(name, body, **more):
    return s3.put_object(Bucket=BUCKET, Key=key(name), Body=body, **more)


def get(name, **more):
    return s3.get_object(Bucket=BUCKET, Key=key(name), **more)


def code(error):
    return error.response["Error"]["Code"]


@check("an object keeps its bytes, metadata, type and tags, and its etag is its MD5")
def objects():
    answer = put("a", b"hello", ContentType="text/x", Metadata={"who": "me"}, Tagging="team=a&b=c", CacheControl="no-cache")
    equal(answer["ETag"], f'"{hashlib.md5(b"hello").hexdigest()}"')
    found = get("a")
    equal(found["Body"].read(), b"hello")
    equal((found["ContentType"], found["Metadata"], found["CacheControl"]), ("text/x", {"who": "me"}, "no-cache"))
    tags = s3.get_object_tagging(Bucket=BUCKET, Key=key("a"))["TagSet"]
    equal({t["Key"]: t["Value"] for t in tags}, {"team": "a", "b": "c"})
    equal(s3.head_object(Bucket=BUCKET, Key=key("a"))["ContentLength"], 5)
    put("empty", b"")
    equal(get("empty")["Body"].read(), b"")
    equal(code(raises(ClientError, get, "nosuch")), "NoSuchKey")
    equal(code(raises(ClientError, s3.list_objects_v2, Bucket="mdw-clients-no-such-bucket-4711")), "NoSuchBucket")


@check("ranges give their bytes")
def ranges():
    put("range", bytes(range(100)))
    for text, expected in [("bytes=0-9", range(10)), ("bytes=90-", range(90, 100)), ("bytes=-5", range(95, 100)), ("bytes=50-999", range(50, 100))]:
        answer = get("range", Range=text)
        equal(answer["Body"].read(), bytes(expected))
        equal(answer["ContentRange"], f"bytes {expected.start}-{expected.stop - 1}/100")
    equal(code(raises(ClientError, get, "range", Range="bytes=100-")), "InvalidRange")


@check("conditions on reads and writes hold")
def conditions():
    etag = put("once", b"1", IfNoneMatch="*")["ETag"]
    equal(code(raises(ClientError, put, "once", b"2", IfNoneMatch="*")), "PreconditionFailed")
    equal(code(raises(ClientError, put, "once", b"2", IfMatch='"0"')), "PreconditionFailed")
    second = put("once", b"2", IfMatch=etag)["ETag"]
    equal(code(raises(ClientError, get, "once", IfMatch=etag)), "PreconditionFailed")
    equal(code(raises(ClientError, get, "once", IfNoneMatch=second)), "304")


@check("checksums are checked, kept and given back")
def checksums():
    body = b"some bytes"
    crc = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
    equal(put("crc", body)["ChecksumCRC32"], crc)
    equal(get("crc", ChecksumMode="ENABLED")["ChecksumCRC32"], crc)
    sha = base64.b64encode(hashlib.sha256(body).digest()).decode()
    equal(put("sha", body, ChecksumAlgorithm="SHA256")["ChecksumSHA256"], sha)
    equal(put("sha1", body, ChecksumAlgorithm="SHA1")["ChecksumSHA1"], base64.b64encode(hashlib.sha1(body).digest()).decode())
    wrong = base64.b64encode(bytes(4)).decode()
    equal(code(raises(ClientError, put, "wrong", body, ChecksumCRC32=wrong)), "BadDigest")
    equal(code(raises(ClientError, put, "wrong", body, ContentMD5=base64.b64encode(bytes(16)).decode())), "BadDigest")
    equal(code(raises(ClientError, get, "wrong")), "NoSuchKey")


@check("a multipart upload is one object with its parts' etag; an aborted one is none")
def multipart():
    parts = [os.urandom(5 * MB), os.urandom(5 * MB), b"end"]
    upload = s3.create_multipart_upload(Bucket=BUCKET, Key=key("multi"), ContentType="text/m", Metadata={"a": "b"})["UploadId"]
    done = []
    for number, part in enumerate(parts, 1):
        answer = s3.upload_part(Bucket=BUCKET, Key=key("multi"), UploadId=upload, PartNumber=number, Body=part)
        done.append({"PartNumber": number, "ETag": answer["ETag"]})
    equal([p["Size"] for p in s3.list_parts(Bucket=BUCKET, Key=key("multi"), UploadId=upload)["Parts"]], [len(p) for p in parts])
    equal([u["Key"] for u in s3.list_multipart_uploads(Bucket=BUCKET, Prefix=PREFIX)["Uploads"]], [key("multi")])
    bad = [{**done[0], "ETag": '"0"'}]
    equal(code(raises(ClientError, s3.complete_multipart_upload, Bucket=BUCKET, Key=key("multi"), UploadId=upload, MultipartUpload={"Parts": bad})), "InvalidPart")
    etag = s3.complete_multipart_upload(Bucket=BUCKET, Key=key("multi"), UploadId=upload, MultipartUpload={"Parts": done})["ETag"]
    digests = b"".join(hashlib.md5(p).digest() for p in parts)
    equal(etag, f'"{hashlib.md5(digests).hexdigest()}-3"')
    found = get("multi")
    equal((found["ContentType"], found["Metadata"]), ("text/m", {"a": "b"}))
    assert found["Body"].read() == b"".join(parts)
    equal(s3.get_object(Bucket=BUCKET, Key=key("multi"), PartNumber=3)["Body"].read(), b"end")
    other = s3.create_multipart_upload(Bucket=BUCKET, Key=key("aborted"))["UploadId"]
    copied = s3.upload_part_copy(Bucket=BUCKET, Key=key("aborted"), UploadId=other, PartNumber=1, CopySource={"Bucket": BUCKET, "Key": key("multi")}, CopySourceRange="bytes=0-99")
    equal(copied["CopyPartResult"]["ETag"], f'"{hashlib.md5(parts[0][:100]).hexdigest()}"')
    s3.abort_multipart_upload(Bucket=BUCKET, Key=key("aborted"), UploadId=other)
    equal(code(raises(ClientError, get, "aborted")), "NoSuchKey")


@check("upload_fileobj and download_fileobj move large files in parallel parts")
def transfer():
    body = os.urandom(20 * MB + 17)
    config = TransferConfig(multipart_threshold=8 * MB, multipart_chunksize=8 * MB, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(body), BUCKET, key("transfer"), Config=config, ExtraArgs={"ChecksumAlgorithm": "CRC32"})
    into = io.BytesIO()
    s3.download_fileobj(BUCKET, key("transfer"), into, Config=config)
    assert into.getvalue() == body
    s3.copy({"Bucket": BUCKET, "Key": key("transfer")}, BUCKET, key("transfer2"), Config=config)
    equal(s3.head_object(Bucket=BUCKET, Key=key("transfer2"))["ContentLength"], len(body))


@check("presigned addresses get and put without keys, and only as they were signed")
def presigned():
    address = s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": key("signed"), "ContentType": "text/plain"}, ExpiresIn=60)
    request = urllib.request.Request(address, data=b"by url", method="PUT", headers={"Content-Type": "text/plain"})
    equal(urllib.request.urlopen(request).status, 200)
    address = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": key("signed")}, ExpiresIn=60)
    equal(urllib.request.urlopen(address).read(), b"by url")
    error = raises(urllib.error.HTTPError, urllib.request.urlopen, address.replace("/signed", "/a"))
    equal(error.code, 403)


@check("lists by prefix, delimiter and page, in both versions, with odd names")
def lists():
    names = ["l/a b+c&d", "l/é/ü", "l/%2F", "l/x/1", "l/x/2", "l/y'\"<>", "l/~"]
    for name in names:
        put(name, b"x")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=key("l/"), PaginationConfig={"PageSize": 2})
    equal([o["Key"] for page in pages for o in page["Contents"]], sorted((key(n) for n in names), key=lambda n: n.encode()))
    page = s3.list_objects_v2(Bucket=BUCKET, Prefix=key("l/"), Delimiter="/")
    equal([p["Prefix"] for p in page["CommonPrefixes"]], [key("l/x/"), key("l/é/")])
    equal(page["KeyCount"], 7 - 1)
    old = s3.get_paginator("list_objects").paginate(Bucket=BUCKET, Prefix=key("l/"), PaginationConfig={"PageSize": 3})
    equal(len([o for page in old for o in page["Contents"]]), 7)
    after = s3.list_objects_v2(Bucket=BUCKET, Prefix=key("l/"), StartAfter=key("l/x/1"))
    equal([o["Key"] for o in after["Contents"]][0], key("l/x/2"))
    for name in names:
        equal(get(name)["Body"].read(), b"x")
    deleted = s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": key(n)} for n in [*names, "l/nosuch"]]})
    equal(len(deleted["Deleted"]), 8)
    equal(s3.list_objects_v2(Bucket=BUCKET, Prefix=key("l/"))["KeyCount"], 0)


@check("a copy keeps or replaces the metadata")
def copies():
    put("from é", b"c", Metadata={"a": "1"}, ContentType="text/x")
    source = {"Bucket": BUCKET, "Key": key("from é")}
    s3.copy_object(Bucket=BUCKET, Key=key("to"), CopySource=source)
    equal(get("to")["Metadata"], {"a": "1"})
    s3.copy_object(Bucket=BUCKET, Key=key("to"), CopySource=source, Metadata={"b": "2"}, MetadataDirective="REPLACE")
    equal(get("to")["Metadata"], {"b": "2"})
    equal(code(raises(ClientError, s3.copy_object, Bucket=BUCKET, Key=key("to"), CopySource=f"{BUCKET}/{key('nosuch')}")), "NoSuchKey")


@check("a bucket's settings are those of a new one, and it is deleted only when empty")
def buckets():
    name = f"{PREFIX.strip('/').replace('_', '-')}-other"
    s3.create_bucket(Bucket=name)
    try:
        assert name in [b["Name"] for b in s3.list_buckets()["Buckets"]]
        s3.head_bucket(Bucket=name)
        equal(code(raises(ClientError, s3.get_bucket_policy, Bucket=name)), "NoSuchBucketPolicy")
        assert "Status" not in s3.get_bucket_versioning(Bucket=name)
        s3.put_object(Bucket=name, Key="k", Body=b"")
        equal(code(raises(ClientError, s3.delete_bucket, Bucket=name)), "BucketNotEmpty")
        s3.delete_object(Bucket=name, Key="k")
    finally:
        s3.delete_bucket(Bucket=name)
    equal(code(raises(ClientError, s3.head_bucket, Bucket=name)), "404")


@check("keys of somebody else are refused")
def security():
    other = boto3.client("s3", aws_access_key_id="AKIAXXXXXXXXXXXXXXXX", aws_secret_access_key="x" * 40)
    equal(code(raises(ClientError, other.list_buckets)), "InvalidAccessKeyId")
    own = boto3.Session().get_credentials()
    wrong = boto3.client("s3", aws_access_key_id=own.access_key, aws_secret_access_key="x" * 40)
    equal(code(raises(ClientError, wrong.list_buckets)), "SignatureDoesNotMatch")


if __name__ == "__main__":
    main()
