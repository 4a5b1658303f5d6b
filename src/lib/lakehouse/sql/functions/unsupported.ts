/** Functions of Athena engine version 3 that do not exist here: they are refused by name and reason, not as unknown. */
export interface UnsupportedFunctions {
  /** As in the documentation and in `FunctionDefinition`. */
  group: string
  reason: string
  names: string[]
}

const words = (text: string) => text.trim().split(/\s+/)
const NO_GEOMETRY = 'geometry types are not supported'

export const unsupportedGroups: UnsupportedFunctions[] = [
  {
    group: 'geospatial',
    reason: NO_GEOMETRY,
    names: words(`
      bing_tile bing_tile_at bing_tile_coordinates bing_tile_polygon bing_tile_quadkey
      bing_tile_zoom_level bing_tiles_around st_area st_asbinary st_astext st_boundary st_buffer
      st_centroid st_contains st_convexhull st_coorddim st_crosses st_difference st_dimension st_disjoint
      st_distance st_endpoint st_envelope st_envelopeaspts st_equals st_exteriorring st_geometries
      st_geometryfromtext st_geometryn st_geometrytype st_geomfrombinary st_geomfromkml st_interiorringn
      st_interiorrings st_intersection st_intersects st_isclosed st_isempty st_isring st_issimple
      st_isvalid st_length st_linefromtext st_linestring st_multipoint st_numgeometries st_numinteriorring
      st_numpoints st_overlaps st_point st_pointn st_points st_polygon st_relate st_startpoint
      st_symdifference st_touches st_union st_within st_x st_xmax st_xmin st_y st_ymax st_ymin
      convex_hull_agg geometry_union geometry_union_agg geometry_from_hadoop_shape geometry_invalid_reason
      geometry_nearest_points geometry_to_bing_tiles great_circle_distance line_interpolate_point
      line_interpolate_points line_locate_point simplify_geometry spatial_partitioning spatial_partitions
      to_encoded_polyline from_encoded_polyline to_geojson_geometry from_geojson_geometry to_geometry
      to_spherical_geography
    `),
  },
  {
    group: 'HyperLogLog',
    reason: 'the sketch type HyperLogLog is not supported',
    names: words('approx_set empty_approx_set merge'),
  },
  {
    group: 'quantile digest',
    reason: 'the sketch types qdigest and tdigest are not supported',
    names: words('qdigest_agg tdigest_agg quantile_at_value value_at_quantile values_at_quantiles'),
  },
  {
    group: 'set digest',
    reason: 'the sketch type setdigest is not supported',
    names: words('make_set_digest merge_set_digest hash_counts intersection_cardinality jaccard_index'),
  },
  { group: 'color', reason: 'the color type is not supported', names: words('bar color render rgb') },
  {
    group: 'machine learning',
    reason: 'machine learning types are not supported',
    names: words(
      'features classify learn_classifier learn_regressor learn_libsvm_classifier learn_libsvm_regressor regress',
    ),
  },
  { group: 'session', reason: 'users have no groups', names: ['current_groups'] },
  { group: 'session', reason: 'nobody signs in with a role here', names: ['invoker_principal'] },
  {
    group: 'date and time',
    reason: 'timestamps with time zone hold microseconds, not nanoseconds',
    names: words('from_iso8601_timestamp_nanos from_unixtime_nanos'),
  },
  {
    group: 'table',
    reason: 'of the table functions only sequence is supported',
    names: words('exclude_columns table_changes'),
  },
]

export const unsupportedFunctions: ReadonlyMap<string, string> = new Map(
  unsupportedGroups.flatMap(({ names, reason }) => names.map((name): [string, string] => [name, reason])),
)

/** Why a function that Athena has is missing here; undefined for one that Athena does not have either. */
export function unsupportedReason(name: string): string | undefined {
  return unsupportedFunctions.get(name) ?? (/^(?:st_|bing_tile)/.test(name) ? NO_GEOMETRY : undefined)
}
