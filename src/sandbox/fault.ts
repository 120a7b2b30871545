export interface FaultDetails {
  /** HTTP status; 400 if not given, as the JSON services answer to everything. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further elements of an XML error document, e.g. `Endpoint` of a redirect. */
  readonly elements?: Readonly<Record<string, string>>;
}

/** An error answer of AWS: its code and text as they stand on the wire. */
export class Fault extends Error {
  readonly code: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly elements: Readonly<Record<string, string>>;

  constructor(code: string, message: string, details: FaultDetails = {}) {
    super(message);
    this.code = code;
    this.status = details.status ?? 400;
    this.headers = details.headers ?? {};
    this.elements = details.elements ?? {};
  }
}
