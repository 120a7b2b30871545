/** What became of a test of receivers, or what it would send: for people, and as JSON. */
import type { ReceiverConfig } from '../../core/alerts/config.ts';
import type { Happening, Move, Notice } from '../../core/alerts/notice.ts';
import { counted } from '../words.ts';
import { letterOf } from './letters.ts';
import { payloadsOf } from './payloads.ts';
import { plainText } from './plain.ts';
import type { Texts } from './letters.ts';

/** One sample at one receiver. */
export interface Tested {
  readonly notice: Notice;
  readonly move: Move;
  /** Null: it was a dry run, and nothing was sent. */
  readonly result: {
    readonly is: 'sent' | 'again' | 'lost' | 'unsure' | 'refused';
    readonly why: string | null;
  } | null;
}

export interface TestedReceiver {
  readonly config: ReceiverConfig;
  readonly tested: readonly Tested[];
}

export interface TestedDocument {
  readonly format_version: '1.0';
  readonly kind: 'notify-test';
  readonly dry_run: boolean;
  readonly receivers: readonly {
    readonly name: string;
    readonly reached_by: string;
    readonly messages: readonly {
      readonly happening: Happening;
      readonly move: Move;
      readonly result: string | null;
      readonly why: string | null;
      readonly payloads: readonly object[];
    }[];
  }[];
}

export function testedDocument(receivers: readonly TestedReceiver[], dryRun: boolean, texts: Texts): TestedDocument {
  return {
    format_version: '1.0',
    kind: 'notify-test',
    dry_run: dryRun,
    receivers: receivers.map(({ config, tested }) => ({
      name: config.name,
      reached_by: wayOf(config),
      messages: tested.map(({ notice, move, result }) => ({
        happening: notice.happening,
        move,
        result: result?.is ?? null,
        why: result?.why ?? null,
        payloads: dryRun ? payloadsOf(config, { notice, move, texts }) : [],
      })),
    })),
  };
}

const wayOf = (config: ReceiverConfig): string => (config.is === 'webhook' ? `webhook ${config.template}` : config.is);

const words = {
  sent: 'arrived',
  again: 'not taken now',
  lost: 'its first message is gone',
  unsure: 'nobody knows whether it arrived',
  refused: 'refused',
} as const;

export function renderTested(receivers: readonly TestedReceiver[], texts: Texts): string {
  return `${receivers.map(one => receiverText(one, texts)).join('\n\n')}\n\n${lastLine(receivers)}`;
}

function receiverText({ config, tested }: TestedReceiver, texts: Texts): string {
  const head = `${config.name} (${wayOf(config)})`;
  return [head, ...tested.map(one => (one.result === null ? preview(one, texts) : resultLine(one)))].join('\n');
}

function resultLine({ notice, result }: Tested): string {
  const why = result?.why ? `: ${result.why}` : '';
  return `  ${notice.happening.padEnd(14)} ${result ? words[result.is] : ''}${why}`;
}

/** As it reads; what stands in a thread is moved in. */
function preview({ notice, move }: Tested, texts: Texts): string {
  const how = {
    post: 'a message',
    edit: 'the first message, edited',
    reply: 'a line under it',
    broadcast: 'a line under it, shown to everybody',
  };
  const text = plainText(letterOf(notice, move, texts)).trimEnd();
  const body = text.split('\n').map(line => (line === '' ? '' : `    ${line}`));
  return [`\n  ${notice.happening}: ${how[move]}`, ...body].join('\n');
}

function lastLine(receivers: readonly TestedReceiver[]): string {
  const all = receivers.flatMap(({ tested }) => tested);
  const told = counted(receivers.length, 'receiver');
  if (all.every(({ result }) => result === null))
    return `Dry run: ${counted(all.length, 'message')} to ${told}. Nothing was sent.`;
  const failed = all.filter(({ result }) => result?.is !== 'sent').length;
  const sent = all.length - failed;
  return failed === 0
    ? `${counted(sent, 'message')} arrived at ${told}.`
    : `${counted(sent, 'message')} arrived, ${failed} did not.`;
}
