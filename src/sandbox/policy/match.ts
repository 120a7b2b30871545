/** Whether `value` fits a pattern in which `*` is any number of characters and `?` is one. */
export function matchesWildcard(pattern: string, value: string): boolean {
  return wildcard(pattern).test(value);
}

function wildcard(pattern: string): RegExp {
  const source = pattern.replaceAll(/[^\w\s]/gu, character => {
    if (character === '*') return '.*';
    return character === '?' ? '.' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return new RegExp(`^${source}$`, 'su');
}

/** ARNs are compared field by field: a wildcard does not reach over a colon, but for the last of the six fields. */
export function matchesArn(pattern: string, value: string): boolean {
  const [patterns, values] = [arnFields(pattern), arnFields(value)];
  return (
    patterns.length === 6 &&
    values.length === 6 &&
    patterns.every((each, index) => matchesWildcard(each, values[index] ?? ''))
  );
}

function arnFields(arn: string): readonly string[] {
  const fields = arn.split(':');
  return fields.length < 6 ? fields : [...fields.slice(0, 5), fields.slice(5).join(':')];
}

/** Whether an IPv4 address lies in a CIDR block; a bare address is a block of one. Anything else does not match. */
export function inBlock(block: string, address: string): boolean {
  const [base = '', bits = '32'] = block.split('/');
  const [network, host] = [ipv4(base), ipv4(address)];
  if (network === undefined || host === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(network / size) === Math.floor(host / size);
}

function ipv4(text: string): number | undefined {
  const octets = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return octets?.every(octet => octet < 256) ? octets.reduce((sum, octet) => sum * 256 + octet, 0) : undefined;
}
