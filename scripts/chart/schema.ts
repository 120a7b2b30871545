/** What may be written in the chart's values: `values.schema.json`, `values.yaml` and docs/helm-values.md are made of it. */
import { alertNames } from './alerts.ts';
import { configInChart, gitInChart, specInChart } from './inlined.ts';
import type { Schema } from './inlined.ts';
import { labels, native, natives, no, oneOf, section, text, whole, words, yes } from './words.ts';

/** A name under which a Secret is mounted, and a part of the name of a volume. */
const mountName: Schema = { pattern: '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$' };

const fileName: Schema = { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*\\.ya?ml$' };

const gravities = ['critical', 'high', 'medium', 'low', 'info'] as const;

/** What it does, and with what. */
const work: Readonly<Record<string, Schema>> = {
  mode: {
    enum: ['observe', 'enforce'],
    description:
      'observe: looks and tells, and writes nothing to AWS. enforce: puts back what the spec says. It has no default: choose.',
  },
  kind: oneOf('daemon: a Deployment that runs for months. cronjob: a run at a time.', ['daemon', 'cronjob']),
  specs: {
    type: 'object',
    description: 'The spec: files by name, each a TrailSpec document. Kept in a ConfigMap; a change needs no restart.',
    default: {},
    propertyNames: fileName,
    additionalProperties: specInChart(),
  },
  existingSpecs: text('A ConfigMap with the files of the spec, instead of `specs`.'),
  git: gitInChart(),
  config: configInChart(),
  existingConfig: text(
    'A ConfigMap with `daemon.yaml`, a whole DaemonConfig, instead of `config`, `git` and what the chart would set. Its mode must be `mode`.',
  ),
  auth: section('The Secret with the tokens of the page and the API. A daemon needs one.', {
    existingSecret: text('Its name.'),
    readTokenKey: text('Its key with the token for reading, which Prometheus shows, too.', 'read-token'),
    writeTokenKey: text('Its key with the token for writing; none: nobody may write.'),
  }),
  secrets: {
    ...words(
      'Other Secrets, by the name under which they are mounted: `git: acme-git` gives /etc/trailwarden/secrets/git/KEY, for `passwordFile`, `tokenFile` and the like.',
    ),
    propertyNames: mountName,
    additionalProperties: { type: 'string', pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$' },
  },
  aws: section('How it reaches AWS. Credentials come from the service account.', {
    region: text('AWS_REGION: where it asks whose account this is. EKS sets it, too.'),
    instanceRole: no('Whether it may ask the metadata service of the node for credentials.'),
  }),
  cronJob: section('Of kind cronjob.', {
    command: oneOf(
      'once: one run of the daemon, with its config, history and alerts. plan, drift, apply: the command on `specs`.',
      ['once', 'plan', 'drift', 'apply'],
    ),
    args: { type: 'array', description: 'Further arguments of the command.', default: [], items: { type: 'string' } },
    schedule: text('When, as Kubernetes writes it.', '0 * * * *'),
    timeZone: text('By its IANA name.', 'Etc/UTC'),
    suspend: no('Whether no run begins.'),
    startingDeadlineSeconds: whole('How late a run may begin.', 300, 10),
    activeDeadlineSeconds: whole('How long a run may take.', 3600, 60),
    successfulJobsHistoryLimit: whole('Runs that are kept.', 3),
    failedJobsHistoryLimit: whole('Failed runs that are kept. A run that finds differences counts as failed.', 3),
    ttlSecondsAfterFinished: whole('How long a run is kept at most.', 86_400),
  }),
};

/** The objects. */
const names: Readonly<Record<string, Schema>> = {
  nameOverride: text('Instead of the name of the chart in names and labels.'),
  fullnameOverride: text('Instead of the release and the chart in names.'),
  namespaceOverride: text('Instead of the namespace of the release.'),
  commonLabels: labels('On every object.'),
  extraObjects: natives('Further objects, as they are.'),
};

/** The Pod. */
const pod: Readonly<Record<string, Schema>> = {
  image: section('The image.', {
    repository: text('Where it is.', 'ghcr.io/trailwarden/trailwarden'),
    tag: text('Which; empty: the version of the app.'),
    digest: text('sha256:…, which wins over the tag.'),
    pullPolicy: oneOf('When it is pulled. An image without a digest may change under its tag.', [
      'Always',
      'IfNotPresent',
      'Never',
    ]),
  }),
  imagePullSecrets: natives('Secrets with which it is pulled.'),
  replicas: whole('How many. More than one agree by a Lease which of them works.', 1, 1),
  lease: section('The Lease of several replicas.', { always: no('Whether one replica takes it, too.') }),
  resources: section('What it takes.', {
    requests: native('At least.', { cpu: '50m', 'ephemeral-storage': '128Mi', memory: '192Mi' }),
    limits: native('At most.', { cpu: '1', 'ephemeral-storage': '1Gi', memory: '512Mi' }),
  }),
  podSecurityContext: native('Of the Pod. The profile `restricted` of Kubernetes holds as it is.', {
    fsGroup: 65_532,
    fsGroupChangePolicy: 'OnRootMismatch',
    runAsGroup: 65_532,
    runAsNonRoot: true,
    runAsUser: 65_532,
    seccompProfile: { type: 'RuntimeDefault' },
  }),
  containerSecurityContext: native('Of the container.', {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    privileged: false,
    readOnlyRootFilesystem: true,
    runAsGroup: 65_532,
    runAsNonRoot: true,
    runAsUser: 65_532,
  }),
  terminationGracePeriodSeconds: whole('How long it may take to end; 0: `config.grace` and 25 seconds.', 0),
  podAnnotations: labels('On Pods.'),
  podLabels: labels('On Pods.'),
  priorityClassName: text('Which Pods may displace it.'),
  nodeSelector: words('Labels of nodes that it runs on.'),
  tolerations: natives('Taints of nodes that it runs on.'),
  affinity: native('Empty: replicas prefer different nodes.'),
  topologySpreadConstraints: natives('Empty: replicas prefer different zones and nodes.'),
  dnsConfig: native('Of the Pod.'),
  extraEnv: natives('Further environment.'),
  extraVolumes: natives('Further volumes.'),
  extraVolumeMounts: natives('Where they are mounted.'),
  revisionHistoryLimit: whole('Former states of the Deployment that are kept.', 3),
};

/** What stands around the Pod. */
const around: Readonly<Record<string, Schema>> = {
  serviceAccount: section('Who it is, for Kubernetes and for AWS.', {
    create: yes('Whether the chart makes it.'),
    name: text('Its name; empty: that of the objects.'),
    annotations: words('For IRSA: `eks.amazonaws.com/role-arn`. Pod Identity needs none.'),
  }),
  service: section('The page, the API and the metrics.', {
    type: oneOf('ClusterIP, if nothing else is said.', ['ClusterIP', 'NodePort', 'LoadBalancer']),
    port: { ...whole('Its port.', 8080, 1), maximum: 65_535 },
    annotations: words('On the Service.'),
  }),
  networkPolicy: section('What may reach it, and what it may reach.', {
    enabled: yes('Whether there is one.'),
    ingressFrom: natives('Who may reach the port of the page; none: everybody in the cluster.'),
    egressCidrs: {
      type: 'array',
      description: 'Where port 443 is reached: AWS, Git, receivers of alerts.',
      default: ['0.0.0.0/0', '::/0'],
      items: { type: 'string' },
    },
    apiServerPorts: {
      type: 'array',
      description: 'Ports of the API server, for the Lease and Events.',
      default: [443, 6443],
      items: { type: 'integer' },
    },
    extraEgress: natives('Further rules.'),
  }),
  podDisruptionBudget: section('Of several replicas.', {
    enabled: yes('Whether there is one.'),
    maxUnavailable: whole('How many may be gone at once.', 1, 1),
  }),
  persistence: section('A volume for the history. Without one it lasts as long as the Pod. For one replica.', {
    enabled: no('Whether there is one.'),
    existingClaim: text('A claim that is there already.'),
    size: text('Of a new claim.', '1Gi'),
    storageClassName: text('Of a new claim; empty: that of the cluster.'),
    accessModes: {
      type: 'array',
      description: 'Of a new claim.',
      default: ['ReadWriteOnce'],
      items: { enum: ['ReadWriteOnce', 'ReadWriteOncePod'] },
    },
    keep: yes('Whether a new claim outlives the release.'),
  }),
  tests: section('The Pod of `helm test`.', {
    enabled: yes('Whether there is one.'),
    failOn: { enum: gravities, description: 'Drift of that gravity or graver fails it.', default: 'critical' },
  }),
};

/** One alert, as it may be changed. */
const override: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    enabled: { type: 'boolean' },
    severity: { enum: ['critical', 'warning', 'info'] },
    for: { type: 'string', pattern: '^[0-9]+(s|m|h|d)$' },
  },
};

/** What watches it. Where the cluster knows no such objects they are left out, and NOTES.txt says so. */
const watching: Readonly<Record<string, Schema>> = {
  serviceMonitor: section('For the operator of Prometheus.', {
    enabled: no('Whether there is one.'),
    interval: text('How often it is asked.', '30s'),
    scrapeTimeout: text('How long an answer may take.', '10s'),
    labels: labels('By which Prometheus finds it.'),
  }),
  prometheusRule: section('Alerts, for the operator of Prometheus.', {
    enabled: no('Whether there is one.'),
    labels: labels('By which Prometheus finds it.'),
    alertLabels: { ...words('On every alert.'), propertyNames: { not: { pattern: '^severity$' } } },
    runbookUrl: text(
      'What the links to runbooks begin with.',
      'https://github.com/trailwarden/trailwarden/blob/main/docs/runbooks',
    ),
    overrides: {
      type: 'object',
      description: 'By the name of the alert: `enabled`, `severity`, `for`.',
      default: {},
      additionalProperties: false,
      properties: Object.fromEntries(alertNames().map(name => [name, override])),
    },
  }),
  grafanaDashboard: section('A dashboard in a ConfigMap, which the sidecar of Grafana finds.', {
    enabled: no('Whether there is one.'),
    labels: labels('By which the sidecar finds it.', { grafana_dashboard: '1' }),
    annotations: words('Such as the folder.'),
  }),
};

const byName = (all: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** The whole schema. Draft 7, which every Helm 3 and 4 reads. */
export function chartSchema(): Schema & { readonly $schema: string } {
  const properties = { ...work, ...names, ...pod, ...around, ...watching };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'values of the chart trailwarden',
    type: 'object',
    additionalProperties: false,
    // Helm hands a chart that is a part of another its parent's globals.
    properties: byName({
      ...properties,
      global: { ...native('Of a chart that this one is a part of; not looked at.'), type: ['object', 'null'] },
    }),
  };
}
