-- layer: std
-- expect: nothing
select date_diff('day', a, b) as days, regexp_extract(c, '[0-9]+') as digits, json_extract_scalar(d, '$.x') as x, if(e, 1, 2) as f, position('a' in g) as h, substring(g from 2) as i, trim(leading '0' from g) as j, concat_ws(' ', a, b) as k, st_point(1, 2) as geo, url_extract_host(u) as host from stg.stg_sales
