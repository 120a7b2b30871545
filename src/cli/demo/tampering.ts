/** What somebody with admin rights does at 3 a.m., as plain HTTP: the sandbox checks no signatures. */

export interface Tampering {
  /** As it would be typed. */
  readonly shown: string;
  /** Does it. Rejects if the endpoint refuses. */
  readonly send: (url: string) => Promise<void>;
}

export const tamperings: readonly Tampering[] = [
  {
    shown: 'aws cloudtrail stop-logging --name main',
    send: url => cloudtrail(url, { region: 'eu-west-1', operation: 'StopLogging', input: { Name: 'main' } }),
  },
  {
    shown: 'aws cloudtrail update-trail --name main --no-enable-log-file-validation',
    send: url =>
      cloudtrail(url, {
        region: 'eu-west-1',
        operation: 'UpdateTrail',
        input: { Name: 'main', EnableLogFileValidation: false },
      }),
  },
  {
    shown: 'aws cloudtrail put-event-selectors --trail-name main --event-selectors ReadWriteType=WriteOnly',
    send: url =>
      cloudtrail(url, {
        region: 'eu-west-1',
        operation: 'PutEventSelectors',
        input: { TrailName: 'main', EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }] },
      }),
  },
  {
    shown: 'aws cloudtrail update-trail --region us-east-1 --name us-copy --include-global-service-events',
    send: url =>
      cloudtrail(url, {
        region: 'us-east-1',
        operation: 'UpdateTrail',
        input: { Name: 'us-copy', IncludeGlobalServiceEvents: true },
      }),
  },
  {
    shown: 'aws s3api put-bucket-policy --bucket acme-audit-logs --policy …      # one Allow less',
    send: withoutDelivery,
  },
];

interface Sent {
  readonly region: string;
  readonly operation: string;
  readonly input: object;
}

async function cloudtrail(url: string, { region, operation, input }: Sent): Promise<void> {
  await answered(url, {
    method: 'POST',
    headers: {
      authorization: authorization(region, 'cloudtrail'),
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `CloudTrail_20131101.${operation}`,
    },
    body: JSON.stringify(input),
  });
}

/** Takes the statement away that lets CloudTrail write log files. */
async function withoutDelivery(url: string): Promise<void> {
  const address = `${url}/acme-audit-logs?policy`;
  const headers = { authorization: authorization('eu-west-1', 's3') };
  const policy = JSON.parse(await answered(address, { headers })) as {
    readonly Statement: readonly { readonly Effect: string; readonly Action: string }[];
  };
  const Statement = policy.Statement.filter(({ Effect, Action }) => Effect !== 'Allow' || Action !== 's3:PutObject');
  await answered(address, { method: 'PUT', headers, body: JSON.stringify({ ...policy, Statement }) });
}

const authorization = (region: string, service: string): string =>
  `AWS4-HMAC-SHA256 Credential=AKIAMALLORY000000000/20261119/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

async function answered(url: string, request: RequestInit): Promise<string> {
  const response = await fetch(url, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${text}`);
  return text;
}
