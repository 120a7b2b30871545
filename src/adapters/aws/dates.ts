/** Inputs whose dates are text, because plans are stored as JSON, and whose operation in the SDK wants dates. */
const dated: ReadonlySet<string> = new Set(['PutBucketLifecycleConfiguration']);

/** The input as the SDK takes it. */
export function withDates(operation: string, input: object): object {
  if (!dated.has(operation)) return input;
  return JSON.parse(JSON.stringify(input), (name, value: unknown) =>
    name === 'Date' && typeof value === 'string' ? new Date(value) : value,
  ) as object;
}
