/** What AWS makes of a policy that it stores: accounts become ARNs of their roots, lists of one become scalars. */
export function rewritten(text: string, partition: string): string {
  const document = JSON.parse(text) as { Statement?: unknown };
  const statements = [document.Statement ?? []].flat() as Record<string, unknown>[];
  return JSON.stringify({ ...document, Statement: statements.map(statement => stored(statement, partition)) });
}

function stored(statement: Record<string, unknown>, partition: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(statement).map(([member, value]) => {
      if (member === 'Condition') return [member, conditions(value as Record<string, Record<string, unknown>>)];
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [member, scalar(value)];
      const kinds = Object.entries(value as Record<string, unknown>);
      return [member, Object.fromEntries(kinds.map(([kind, names]) => [kind, scalar(roots(names, partition))]))];
    }),
  );
}

function roots(names: unknown, partition: string): unknown {
  return ([names].flat() as string[]).map(name =>
    /^\d{12}$/u.test(name) ? `arn:${partition}:iam::${name}:root` : name,
  );
}

function conditions(condition: Record<string, Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, scalar(values)])),
    ]),
  );
}

function scalar(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
}
