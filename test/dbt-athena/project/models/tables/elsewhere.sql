{{ config(materialized='table', schema='other', alias='renamed', external_location=env_var('MDW_S3_DATA_DIR') ~ 'elsewhere/here', pre_hook="create schema if not exists `options_hooked`", post_hook=["create or replace view options_hooked.seen as select * from {{ this }}"]) }}
select {{ var('step') }} as step
