/** Which renderer makes which form. Each is loaded when it is asked for. */
import type { Problem } from '../../core/model.ts';
import type { Reason } from '../../core/report.ts';
import type { SourceFile } from '../../core/spec/source.ts';
import { jsonText } from '../../render/json-text.ts';
import type { Reporting } from '../../render/report/facts.ts';
import type { ReportFormat } from './formats.ts';

type Views<Told> = Readonly<Record<ReportFormat, (told: Told) => Promise<string> | string>>;

/** A report in one form. @param text as people read it */
export async function reportView(format: ReportFormat, told: Reporting, text: () => string): Promise<string> {
  const views: Views<Reporting> = {
    human: () => `${text()}\n`,
    json: async ({ report, verdict, version }) => {
      const { reportDocument } = await import('../../render/documents.ts');
      return `${jsonText(reportDocument(report, verdict, { version }))}\n`;
    },
    markdown: async () => (await import('../../render/report/markdown.ts')).renderMarkdown(told),
    html: async () => (await import('./html.ts')).htmlReport(told),
    sarif: async () => (await import('../../render/report/sarif.ts')).renderSarif(told),
    junit: async () => (await import('../../render/report/junit.ts')).renderJunit(told),
    github: async () => (await import('../../render/report/github.ts')).renderGithub(told),
    'github-summary': async () => {
      const { renderMarkdown, summaryLimit } = await import('../../render/report/markdown.ts');
      return renderMarkdown(told, summaryLimit);
    },
  };
  return views[format](told);
}

interface ProblemsAsked extends Pick<Reporting, 'version' | 'digest'> {
  readonly problems: readonly Problem[];
  readonly reason: Reason | null;
  readonly command: string;
  readonly owner: string;
  readonly ending: string;
  readonly sources: readonly SourceFile[];
}

/** Why there is no report, in one form. */
export async function problemsView(format: ReportFormat, told: ProblemsAsked): Promise<string> {
  const { problems, reason } = told;
  const views: Views<ProblemsAsked> = {
    human: async ({ sources, ending }) => {
      const { renderProblems } = await import('../../render/problems.ts');
      const texts = new Map(sources.map(({ path, text }) => [path, text]));
      const text = renderProblems(problems, texts, { color: false });
      return `${text === '' ? '' : `${text}\n\n`}${ending}\n`;
    },
    json: async () => {
      const { problemsDocument } = await import('../../render/documents.ts');
      return `${jsonText(problemsDocument(problems, reason))}\n`;
    },
    markdown: async () => (await import('../../render/report/markdown.ts')).renderMarkdownProblems(problems, told),
    html: async () => (await import('./html.ts')).htmlProblems(told),
    sarif: async () => (await import('../../render/report/sarif.ts')).renderSarifProblems(problems, told),
    junit: async () => (await import('../../render/report/junit.ts')).renderJunitProblems(problems),
    github: async () => (await import('../../render/report/github.ts')).renderGithubProblems(problems),
    'github-summary': async () => {
      const { renderMarkdownProblems, summaryLimit } = await import('../../render/report/markdown.ts');
      return renderMarkdownProblems(problems, told, summaryLimit);
    },
  };
  return views[format](told);
}
