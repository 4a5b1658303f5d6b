select * from {{ ref('plain_view') }} where price < 0
