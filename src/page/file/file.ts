/** A report as one file of HTML that opens anywhere: the daemon's page, frozen. Nothing of it comes from elsewhere. */
import type { DigestOf } from '../../core/basis.ts';
import type { Problem } from '../../core/model.ts';
import { reportDocument } from '../../render/documents.ts';
import { lastPlan } from '../../render/report/facts.ts';
import type { Reporting } from '../../render/report/facts.ts';
import { momentWords } from '../../render/report/words.ts';
import { visible } from '../../render/visible.ts';
import { deliveryView } from '../view/delivery.ts';
import { driftsView } from '../view/drifts.ts';
import { element } from '../view/element.ts';
import type { Element } from '../view/element.ts';
import { estateView } from '../view/estate.ts';
import { iconSheet } from '../view/icons.ts';
import { planView } from '../view/plan.ts';
import { verdictView, windowTitle } from '../view/verdict.ts';
import { findingsView, waiversView } from '../view/waivers.ts';
import { frozen } from './frozen.ts';
import { markup, still } from './markup.ts';
import { appendix, asOf, endingWords, integrity, outcomesView, plainVerdict, problemItem, refusals } from './parts.ts';

/** What the build makes for the page. */
export interface Assets {
  /** Its style sheet. */
  readonly style: string;
  /** What filters, and says how old the file is. */
  readonly script: string;
}

/** A report as HTML. The JSON in it is what `reportDocument` says, compact. */
export function htmlFile(reporting: Reporting, assets: Assets): string {
  const { report, verdict, version, digest } = reporting;
  const shown = frozen(reporting);
  const hasEstate = report.estate !== undefined;
  const acts = report.command !== 'drift' && report.outcomes === null;
  const json = JSON.stringify(reportDocument(report, verdict, { version }));
  const body: readonly (Element | null)[] = [
    hasEstate ? verdictView(shown) : plainVerdict(report),
    hasEstate ? element('p.ending.mono', {}, endingWords(report)) : null,
    refusals(report),
    hasEstate ? estateView(shown) : null,
    driftsView(shown),
    outcomesView(report),
    acts || lastPlan(report).changes.length > 0 ? planView(shown) : null,
    findingsView(shown),
    hasEstate ? deliveryView(shown) : null,
    waiversView(shown),
    appendix(reporting),
  ];
  return document({
    title: hasEstate ? windowTitle(shown) : `${endingWords(report)} trailwarden ${report.owner}`,
    header: `trailwarden ${report.owner}, as of ${momentWords(report.finishedAt)}`,
    body: [asOf(report), element('main.wrap', {}, body), element('div.wrap', {}, integrity(digest(json), version))],
    json,
    assets,
    digest,
  });
}

export interface ProblemsShown {
  readonly problems: readonly Problem[];
  readonly ending: string;
  /** As `problemsDocument` says it, compact. */
  readonly json: string;
  readonly version: string;
  readonly digest: DigestOf;
}

/** Why there is no report, as HTML. */
export function htmlOfProblems({ problems, ending, json, version, digest }: ProblemsShown, assets: Assets): string {
  const list = problems.length === 0 ? null : element('ul.card.told', {}, problems.map(problemItem));
  return document({
    title: `${ending} trailwarden`,
    header: 'trailwarden',
    body: [
      element('main.wrap', {}, element('h1', {}, ending), list),
      element('div.wrap', {}, integrity(digest(json), version)),
    ],
    json,
    assets,
    digest,
  });
}

interface Page {
  readonly title: string;
  /** Of every sheet of paper. */
  readonly header: string;
  readonly body: readonly Element[];
  readonly json: string;
  readonly assets: Assets;
  readonly digest: DigestOf;
}

function document({ title, header, body, json, assets, digest }: Page): string {
  const rules = new Map<string, string>();
  const rule = (text: string): string => {
    const name = rules.get(text) ?? `v${rules.size}`;
    rules.set(text, name);
    return name;
  };
  const frozenBody = [iconSheet(), ...body]
    .flatMap(one => still(one, rule))
    .map(markup)
    .join('\n');
  const own = [...[...rules].map(([text, name]) => `.${name}{${text}}`), sheets(header)].join('\n');
  const styles = [assets.style, own].map(inRawText);
  const script = inRawText(assets.script);
  const csp = [
    "default-src 'none'",
    `style-src ${styles.map(text => hash(text, digest)).join(' ')}`,
    `script-src ${hash(script, digest)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${csp}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="robots" content="noindex">',
    '<meta name="referrer" content="no-referrer">',
    markup(element('title', {}, title)),
    ...styles.map(text => `<style>${text}</style>`),
    '</head>',
    '<body class="file">',
    frozenBody,
    `<script type="application/json" id="report" data-sha256="${digest(json)}">${inScript(json)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Each sheet of paper says what it is of. */
function sheets(header: string): string {
  const text = visible(header).replaceAll(/[^\w .,:+/()-]/gu, '');
  return `@media print{@page{margin:16mm 12mm 14mm;@top-left{content:"${text}";font:9px sans-serif}@bottom-right{content:counter(page) " / " counter(pages);font:9px sans-serif}}}`;
}

/** Nothing in it ends the element that it stands in. */
const inRawText = (text: string): string => text.replaceAll(/<\/(?=script|style)/giu, String.raw`<\/`);

/** JSON means the same with these characters escaped, and HTML finds no end and no comment in it. */
function inScript(json: string): string {
  return json.replaceAll(
    /[<>&\u2028\u2029]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Of an inline style or script, as a policy names it. */
function hash(text: string, digest: DigestOf): string {
  const bytes = digest(text).match(/../gu) ?? [];
  return `'sha256-${btoa(String.fromCharCode(...bytes.map(byte => Number.parseInt(byte, 16))))}'`;
}
