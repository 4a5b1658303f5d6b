const NO_GEOMETRY = 'geometry types are not supported'
const NO_SKETCH = 'the sketch types HyperLogLog, qdigest, tdigest and setdigest are not supported'

/**
 * Functions of Athena engine version 3 that do not exist here, with the reason: they are refused by name, not as unknown.
 * Geospatial functions (`st_…`, `bing_tile…`) go by their prefix.
 */
export const unsupportedFunctions: ReadonlyMap<string, string> = new Map([
  ...'approx_set empty_approx_set merge make_set_digest merge_set_digest hash_counts intersection_cardinality jaccard_index'
    .split(' ')
    .concat('qdigest_agg tdigest_agg quantile_at_value value_at_quantile values_at_quantiles'.split(' '))
    .map((name): [string, string] => [name, NO_SKETCH]),
  ...'convex_hull_agg geometry_union geometry_union_agg geometry_from_hadoop_shape geometry_invalid_reason'
    .split(' ')
    .concat('geometry_nearest_points geometry_to_bing_tiles great_circle_distance line_interpolate_point'.split(' '))
    .concat(
      'line_interpolate_points line_locate_point simplify_geometry spatial_partitioning spatial_partitions'.split(' '),
    )
    .concat(
      'to_encoded_polyline from_encoded_polyline to_geojson_geometry from_geojson_geometry to_geometry'.split(' '),
    )
    .concat(['to_spherical_geography'])
    .map((name): [string, string] => [name, NO_GEOMETRY]),
  ...['bar', 'color', 'render', 'rgb'].map((name): [string, string] => [name, 'the color type is not supported']),
  ['features', 'machine learning types are not supported'],
  ['classify', 'machine learning types are not supported'],
  ['learn_classifier', 'machine learning types are not supported'],
  ['learn_regressor', 'machine learning types are not supported'],
  ['learn_libsvm_classifier', 'machine learning types are not supported'],
  ['learn_libsvm_regressor', 'machine learning types are not supported'],
  ['regress', 'machine learning types are not supported'],
  ['current_groups', 'users have no groups'],
])

/** Why a function that Athena has is missing here; undefined for one that Athena does not have either. */
export function unsupportedReason(name: string): string | undefined {
  return unsupportedFunctions.get(name) ?? (/^(?:st_|bing_tile)/.test(name) ? NO_GEOMETRY : undefined)
}
