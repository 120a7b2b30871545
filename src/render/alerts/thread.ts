/** A turn of an incident as one line under its first message. */
import type { Notice } from '../../core/alerts/notice.ts';
import { contextOf, reminderNote } from './context.ts';
import { changes } from './facts.ts';
import { shortFate, stopped } from './fate.ts';
import type { Letter, Piece, Pieces, Sign } from './letter.ts';
import { accountOf, accountText, capital, lasting, predicateOf, thingOf, weightWords, whoOf } from './names.ts';

/** @param whole as it would be told apart: its words are the line, where the turn has none of its own */
export function threadLetter(notice: Notice, whole: Letter): Letter {
  const line = lineOf(notice, whole);
  return {
    sign: signOf(notice, whole),
    text: whole.text,
    header: null,
    parts: [{ is: 'text', pieces: line }],
    context: [contextOf(notice, reminderNote(notice))],
  };
}

const signOf = ({ happening }: Notice, { sign }: Letter): Sign => (happening === 'changed' ? 'told' : sign);

function lineOf(notice: Notice, whole: Letter): Pieces {
  const { happening, weight, before, drifts, since, at } = notice;
  const [gravest] = drifts;
  if (gravest === undefined) return [{ bold: whole.text }];
  const what = `${thingOf(gravest)} in ${accountText(accountOf(gravest, notice.around))}`;
  if (happening === 'worse' || happening === 'milder') {
    const was = before === null ? '' : ` It was ${weightWords[before]}.`;
    return [{ bold: `Now ${weightWords[weight]}:` }, ` ${what} ${predicateOf(gravest)}.${was}`];
  }
  if (happening === 'changed') {
    const [first] = changes(gravest);
    return [{ bold: 'Changed again:' }, ` ${what}. `, ...(first ?? [predicateOf(gravest)]), ...byWhom(whoOf(gravest))];
  }
  if (happening === 'attributed') return [{ bold: 'Who did it:' }, ` ${whoOf(gravest) ?? 'nobody knows yet'}.`];
  if (happening === 'resolved')
    return [{ bold: `Over after ${lasting(since, at)}:` }, ` ${capital(stopped(shortFate(gravest, notice)))}`];
  return [{ bold: whole.text }];
}

const byWhom = (who: string | null): readonly Piece[] => (who === null ? ['.'] : [`, by ${who}.`]);
