/**
 * trailwarden as a library: read a spec, compare it with AWS, carry out what differs.
 *
 * Expected trouble is a value: `problems` of what was loaded, a `Result` without a report, changes that failed in the
 * outcomes of a report. What is thrown is a bug, of trailwarden or of the program that uses it.
 */
export type { Arn, Address, Position, Problem, Target } from '../core/model.ts';
export type { Effect, Gravity } from '../core/call.ts';
export type { FieldChange, Plan, PlannedChange, Unknown, Withheld } from '../core/plan.ts';
export type { Outcome, OutcomeStatus, Reason, Report, Verdict } from '../core/report.ts';
export { exitCodes } from '../core/report.ts';
export type { SourceFile } from '../core/spec/source.ts';
export type { Log } from '../app/log.ts';
export { version } from '../cli/version.ts';
export { connect } from './connect.ts';
export type { Aws, ConnectOptions } from './connect.ts';
export { reportDocument } from './document.ts';
export { kinds } from './kinds.ts';
export type { Kind } from './kinds.ts';
export { loadSpec } from './load-spec.ts';
export type { LoadedSpec } from './load-spec.ts';
export { plan, reconcile } from './run.ts';
export type { PlanOptions, ReconcileOptions, Result } from './run.ts';
