/** What an engine of SQL gives back, whichever it is. */

/** A value of an answer. Numbers that JavaScript cannot hold are texts of their digits. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export interface AnswerColumn {
  /** No two of an answer are the same. */
  readonly name: string;
  /** `json`: texts that are JSON. `number`: set to the right. `time`: UTC, as `YYYY-MM-DDTHH:MM:SS…Z`. */
  readonly type: 'text' | 'number' | 'time' | 'json' | 'other';
}

/** The answer to a query: its rows come in parts, as they are made, and can be had once. */
export interface Answer {
  readonly columns: readonly AnswerColumn[];
  readonly rows: AsyncIterable<readonly Row[]>;
}

export type Row = readonly Value[];

/** Names of columns, made different from each other: `a`, `a_2`. */
export function differing(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let own = name;
    for (let count = 2; taken.has(own); count++) own = `${name}_${count}`;
    taken.add(own);
    return own;
  });
}

/** How far a query is at Athena. */
export interface AthenaState {
  readonly is: 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** What Athena says of a query that failed. */
  readonly reason: string | null;
  readonly bytesScanned: number;
  /** `s3://…`; where the answer is kept. */
  readonly location: string | null;
}

/** Rows of an answer as Athena gives them. */
export interface AthenaPage {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** What asks for the next page; null: there is none. */
  readonly next: string | null;
}

/** Athena, as queries are asked there. Whatever fails is an ApiFailure. */
export interface Athena {
  /** Answers the id of the query. */
  start(sql: string): Promise<string>;
  state(id: string): Promise<AthenaState>;
  page(id: string, token: string | null): Promise<AthenaPage>;
  /** Cancels it; one that is over stays as it is. */
  stop(id: string): Promise<void>;
}
