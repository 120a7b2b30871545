/** The form of a policy, asked under what is known of one resource and one run. */
import { under } from './evaluate/circumstances.ts';
import type { Circumstances } from './evaluate/circumstances.ts';
import type { Form } from './grants.ts';

/** The same form, whose requests say when they are made, whose the resource is, and who certainly is a member. */
export function formUnder(form: Form, circumstances: Circumstances): Form {
  const known = under(circumstances);
  return { ...form, asks: (need, memberOf) => known(form.asks(need, memberOf)) };
}
