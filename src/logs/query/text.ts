/** Texts inside of SQL, in a form that DuckDB and Trino read alike. */

/** A text as SQL writes it. Neither engine knows escapes in it but the doubled quote. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as SQL writes it, whatever stands in it. */
export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Texts in parentheses, as `IN` takes them. */
export function literals(texts: readonly string[]): string {
  return `(${texts.map(literal).join(', ')})`;
}

/** A pattern that matches this text and nothing else, in RE2 as in Java. */
export function exactly(text: string): string {
  return text.replaceAll(/[!#$%&'()*+.;?[\\\]^`{|}~]/gu, String.raw`\$&`);
}

/** A moment (`YYYY-MM-DDTHH:MM:SSZ`) as SQL writes it, in UTC. */
export function moment(iso: string): string {
  return `TIMESTAMP '${iso.slice(0, 10)} ${iso.slice(11, 19)}'`;
}

/** The file that positions in a query name. */
export const queryName = 'query';
