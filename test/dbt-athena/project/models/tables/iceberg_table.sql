{{ config(materialized='table', table_type='iceberg', format='parquet', partitioned_by=['day(at)', 'bucket(id, 4)'], write_compression='zstd',
   table_properties={'optimize_rewrite_delete_file_threshold': '2', 'vacuum_max_snapshot_age_seconds': '60'},
   post_hook=["optimize {{ this.render_pure() }} rewrite data using bin_pack", "vacuum {{ this.render_pure() }}"]) }}
select id, name, cast(at as timestamp(6)) as at, {{ var('step') }} as step from {{ ref('by_upload') }}
