/** What was refused for want of permission. */
import type { Question } from './question.ts';

export const denied: Question = {
  name: 'denied',
  asks: 'what was refused to whom, for want of permission',
  says: 'Calls that failed because they were not permitted, by who made them. Services name that error in their own ways, so it is known by its words. Sign-ins that failed and trial runs of EC2 are none.',
  sql: () => `SELECT count(*) AS calls, min(event_time) AS first_time, max(event_time) AS last_time, account, region,
       coalesce(issuer_arn, user_arn, user_name, 'nobody') AS who, event_source, event_name, error_code
FROM events
WHERE regexp_like(error_code, '(?i)(access_?denied|unauthorized|not_?authorized|authorizationerror|authfailure|forbidden)')
   OR (error_code IS NOT NULL AND error_message LIKE '%not authorized to perform%')
GROUP BY account, region, coalesce(issuer_arn, user_arn, user_name, 'nobody'), event_source, event_name, error_code
ORDER BY calls DESC, last_time DESC, who, event_source, event_name, error_code, account, region`,
};
