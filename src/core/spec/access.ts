import type { Arn } from '../model.ts';

/** How an account is got into. */
export interface AccountAccess {
  /** ARN of the role that is assumed; null: the credentials in force, or the profile's, must be those of the account. */
  readonly role: Arn | null;
  readonly externalId: string | null;
  readonly sessionName: string;
  /** Profile of the AWS config whose credentials come first; null: the credentials in force. */
  readonly profile: string | null;
}
