/** JSON is HCL, once templates in its texts are escaped; nested lines stand under their block. */
export function hcl(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replaceAll(/[$%](?=\{)/gu, '$&$&')
    .replaceAll('\n', '\n  ');
}
