{{ config(materialized='table', lf_tags_config={'enabled': true, 'tags': {'team': 'a'}}) }}
select 1 as id
