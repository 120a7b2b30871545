/** Keys by other names than their ARNs: S3 and SNS answer a key as it was typed. */
import { parseArn } from './arn.ts';
import type { Arn, Target } from './model.ts';

/**
 * What else means a key: the name that the spec has for it, and its id where it stands.
 *
 * @param reference as the spec has it
 * @param key what that means
 */
export function namesOfKey(reference: string, key: Arn, at: Target): Readonly<Record<string, Arn>> {
  const { account, region, resource } = parseArn(key);
  const isHere = account === at.account && region === at.region;
  const id = resource.replace(/^key\//u, '');
  return { ...(reference === key ? {} : { [reference]: key }), ...(isHere ? { [id]: key } : {}) };
}
