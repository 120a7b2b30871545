const PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'];
const SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'];

/** Whether a name is that of a general-purpose bucket. */
export function isBucketName(name: string): boolean {
  return (
    /^(?!\d{1,3}(?:\.\d{1,3}){3}$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !PREFIXES.some(prefix => name.startsWith(prefix)) &&
    !SUFFIXES.some(suffix => name.endsWith(suffix))
  );
}
