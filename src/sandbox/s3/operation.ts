import type { Context } from '../call.ts';
import { Fault } from '../fault.ts';
import { type XmlValue, XmlError, parseXml, xmlDocument } from '../http/xml.ts';
import { type Shape, ShapeError } from '../shape.ts';
import type { Bucket } from './bucket.ts';

/** What an operation on S3 is given. */
export interface S3Input {
  readonly bucket: string;
  /** Decoded; empty for operations on buckets. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** What goes back, but for the headers that all answers carry. */
export interface S3Output {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Common {
  readonly name: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD';
  /** The query parameter that tells it from others of its method, e.g. `policy`. */
  readonly subresource?: string;
  /** Query parameters and `x-amz-` headers that it takes beside those that all take. */
  readonly query?: readonly string[];
  readonly headers?: readonly string[];
  readonly kind: 'read' | 'write';
  /** The IAM action that permits it. */
  readonly action: string;
  /** Whether it is a data event, which event history does not have, but trails that choose it. */
  readonly dataEvent?: true;
  /** The name in event history, where it is not the API's. */
  readonly recordedAs?: string;
}

/** `service` stands beside the buckets (ListBuckets, CreateBucket); the others work on a bucket that is there. */
export type S3Operation =
  | (Common & { readonly level: 'service'; run(input: S3Input, context: Context): S3Output })
  | (Common & { readonly level: 'bucket' | 'object'; run(input: S3Input, bucket: Bucket, context: Context): S3Output });

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** An answer with one XML document. */
export function xmlOutput(root: string, value: XmlValue): S3Output {
  return { headers: { 'content-type': 'application/xml' }, body: xmlDocument(`${root} xmlns="${NAMESPACE}"`, value) };
}

/** Reads the body strictly as the document `root`. */
export function readDocument<T>(input: S3Input, root: string, shape: Shape<T>): T {
  try {
    const element = parseXml(input.body.toString('utf8'));
    if (element.name !== root) throw new XmlError(`${root} is expected, not ${element.name}`);
    return shape.xml([element], root);
  } catch (error) {
    if (error instanceof ShapeError && error.reason === 'unknown') throw notImplemented(error.message);
    if (error instanceof XmlError || error instanceof ShapeError) throw malformedXml();
    throw error;
  }
}

export function malformedXml(): Fault {
  return new Fault(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}

export function notImplemented(what: string): Fault {
  return new Fault('NotImplemented', `The sandbox does not implement it: ${what}.`, { status: 501 });
}

export function accessDenied(headers: Readonly<Record<string, string>> = {}): Fault {
  return new Fault('AccessDenied', 'Access Denied', { status: 403, headers });
}

export function noSuchBucket(name: string): Fault {
  return new Fault('NoSuchBucket', 'The specified bucket does not exist', {
    status: 404,
    elements: { BucketName: name },
  });
}

/** A setting that is not there: 404 with a code of its own. */
export function notConfigured(code: string, message: string, bucket: Bucket): Fault {
  return new Fault(code, message, { status: 404, elements: { BucketName: bucket.name } });
}
