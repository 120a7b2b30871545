import { describe, expect, it } from 'vitest';

import { filledTemplate, placeholders, unknownPlaceholders } from '../../../src/core/alerts/templates.ts';
import type { Placeholder } from '../../../src/core/alerts/templates.ts';

const names = Object.keys(placeholders) as readonly Placeholder[];
const values = Object.fromEntries(names.map(name => [name, `<${name}>`])) as Record<Placeholder, string>;

describe('templates', () => {
  it.each([
    ['{gravity} in {account}', '<gravity> in <account>', []],
    ['no braces', 'no braces', []],
    ['{gravty}', '{gravty}', ['gravty']],
    ['{a} {b} {a}', '{a} {b} {a}', ['a', 'b']],
    ['{toString} {}', '{toString} {}', ['toString', '']],
  ])('%s', (template, filled, unknown) => {
    expect(filledTemplate(template, values)).toBe(filled);
    expect(unknownPlaceholders(template)).toEqual(unknown);
  });

  it('take values as they are', () => {
    expect(filledTemplate('{who}', { ...values, who: '$& {what}' })).toBe('$& {what}');
  });
});
