-- layer: cur
-- expect: nothing
select "partition" as partition from cur."this_model$partitions"
