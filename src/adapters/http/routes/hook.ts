/** The hook by which a place of specs says that there is something new. */
import type { Commands } from '../../../app/daemon/ports.ts';
import { documents } from '../../../render/schemas/daemon.ts';
import { bodyOf } from '../answers.ts';
import { Refusal } from '../problems.ts';
import type { Asking, Route } from '../route.ts';

/** Whether a call comes from whom we know. The body is given as the bytes that were signed. Must compare in constant time. */
export type Signed = (headers: Asking['headers'], body: Buffer) => Promise<boolean>;

/** @param signed null: there is no hook */
export function hookRoutes(commands: Commands, signed: Signed | null): readonly Route[] {
  if (signed === null) return [];
  return [
    {
      method: 'POST',
      url: '/api/v1/hooks/source',
      scope: 'hook',
      summary:
        'Says that the source may have changed. Signed as GitHub, GitLab or a generic sender does; the body is not read.',
      answers: { 202: { description: 'It is taken.', schema: documents.asked } },
      async answer({ headers, body }) {
        if (!(body instanceof Buffer) || !(await signed(headers, body))) throw new Refusal(401, 'webhook-refused');
        commands.sourceChanged();
        return { status: 202, body: bodyOf({ format_version: '1.0', kind: 'asked', run: null }) };
      },
    },
  ];
}
