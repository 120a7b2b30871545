import { type Element, XmlError, parseXml } from '../http/xml.ts';
import type { S3Input } from './operation.ts';

/**
 * `requestParameters` of a bucket-level event: the bucket, the host, the sub-resource with an empty value, and the body as
 * a tree in which a list of one is an object.
 */
export function requestParameters(input: S3Input, subresource: string | undefined, host: string): object {
  return {
    ...(input.bucket !== '' && { bucketName: input.bucket }),
    Host: host,
    ...(subresource !== undefined && { [subresource]: '' }),
    ...body(input, subresource),
  };
}

function body(input: S3Input, subresource: string | undefined): object {
  if (input.body.length === 0) return {};
  const source = input.body.toString('utf8');
  try {
    if (subresource === 'policy') return { bucketPolicy: JSON.parse(source) as unknown };
    const root = parseXml(source);
    return { [root.name]: tree(root) };
  } catch (error) {
    // A body that cannot be read was refused; the event says so by its error code.
    if (error instanceof XmlError || error instanceof SyntaxError) return {};
    throw error;
  }
}

function tree(element: Element): unknown {
  if (element.children.length === 0) return element.text;
  const members = [...Map.groupBy(element.children, child => child.name)].map(([name, children]) => {
    const trees = children.map(tree);
    return [name, trees.length === 1 ? trees[0] : trees] as const;
  });
  return Object.fromEntries(members);
}
