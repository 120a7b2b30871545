/** Who signed in, and how. */
import type { Question } from './question.ts';

/** The outcome stands in the answer of the service: a failed sign-in has no error code. */
const outcome = `json_extract_scalar(response_elements, '$.ConsoleLogin')`;
const secondFactor = `json_extract_scalar(additional_event_data, '$.MFAUsed')`;

export const rootLogins: Question = {
  name: 'root-logins',
  asks: 'who signed in as root, or tried to, or asked for a session as root',
  says: 'Sign-ins to the console as the root user, also those that failed, recoveries of its password, and sessions of AssumeRoot with the account that they are for. A user or role that is named root is not the root user.',
  sql: () => `SELECT event_time, account, event_name,
       CASE event_name WHEN 'AssumeRoot' THEN user_name ELSE 'root' END AS user_name,
       json_extract_scalar(request_parameters, '$.targetPrincipal') AS target,
       coalesce(${outcome}, CASE WHEN error_code IS NULL THEN 'Success' ELSE error_code END) AS outcome,
       ${secondFactor} AS mfa_used, source_ip, user_agent
FROM events
WHERE (event_source = 'signin.amazonaws.com' AND user_type = 'Root'
       AND event_name IN ('ConsoleLogin', 'PasswordRecoveryRequested', 'PasswordRecoveryCompleted'))
   OR (event_source = 'sts.amazonaws.com' AND event_name = 'AssumeRoot')
ORDER BY event_time, event_id`,
};

export const withoutMfa: Question = {
  name: 'console-logins-without-mfa',
  asks: 'who signed in to the console without a second factor',
  says: 'Sign-ins to the console that succeeded, of users of IAM and of root, whose record does not say that a second factor was used. Sessions of roles are left out: whoever signs in through an identity provider shows the second factor there, and the record says No either way.',
  sql: () => `SELECT event_time, account, user_name, user_type, source_ip, user_agent
FROM events
WHERE event_source = 'signin.amazonaws.com' AND event_name = 'ConsoleLogin'
  AND ${outcome} = 'Success'
  AND coalesce(${secondFactor}, 'No') <> 'Yes'
  AND user_type IN ('IAMUser', 'Root')
ORDER BY event_time, event_id`,
};
