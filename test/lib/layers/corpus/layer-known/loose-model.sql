-- layer: none
-- expect: layer-known:1
-- name: scratch
select 1 as id
