{{/* The Pod, of whichever object. */}}

{{- define "trailwarden.podMetadata" -}}
annotations:
  checksum/config: {{ include "trailwarden.config" . | sha256sum | quote }}
  {{- with .Values.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
labels:
  {{- include "trailwarden.labelsWith" (list . (merge (dict "app.kubernetes.io/component" .Values.kind) .Values.podLabels)) | nindent 2 }}
{{- end -}}

{{- define "trailwarden.podSettings" -}}
automountServiceAccountToken: {{ eq (include "trailwarden.asksKubernetes" .) "true" }}
enableServiceLinks: false
securityContext:
  {{- toYaml .Values.podSecurityContext | nindent 2 }}
serviceAccountName: {{ include "trailwarden.serviceAccount" . | quote }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with .Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* What every container has, whatever it runs. */}}
{{- define "trailwarden.container" -}}
image: {{ include "trailwarden.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy | quote }}
env:
  {{- include "trailwarden.env" . | nindent 2 }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  {{- toYaml .Values.containerSecurityContext | nindent 2 }}
terminationMessagePolicy: FallbackToLogsOnError
volumeMounts:
  {{- include "trailwarden.mounts" . | nindent 2 }}
{{- end -}}

{{- define "trailwarden.env" -}}
- name: HOME
  value: /tmp
{{- with .Values.aws.region }}
- name: AWS_REGION
  value: {{ . | quote }}
{{- end }}
{{- if not .Values.aws.instanceRole }}
- name: AWS_EC2_METADATA_DISABLED
  value: 'true'
{{- end }}
- name: POD_NAME
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- name: POD_NAMESPACE
  valueFrom: { fieldRef: { fieldPath: metadata.namespace } }
- name: POD_UID
  valueFrom: { fieldRef: { fieldPath: metadata.uid } }
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* "true", if the spec is in a ConfigMap. */}}
{{- define "trailwarden.mountsSpecs" -}}
{{- if or .Values.specs .Values.existingSpecs }}true{{ end -}}
{{- end -}}

{{/* "true", if the page is served with tokens. */}}
{{- define "trailwarden.mountsAuth" -}}
{{- if and (eq .Values.kind "daemon") .Values.auth.existingSecret }}true{{ end -}}
{{- end -}}

{{- define "trailwarden.mounts" -}}
- name: config
  mountPath: /etc/trailwarden/config
  readOnly: true
{{- if include "trailwarden.mountsSpecs" . }}
- name: specs
  mountPath: /etc/trailwarden/specs
  readOnly: true
{{- end }}
{{- if include "trailwarden.mountsAuth" . }}
- name: auth
  mountPath: /etc/trailwarden/auth
  readOnly: true
{{- end }}
{{- range $name, $_ := .Values.secrets }}
- name: secret-{{ $name }}
  mountPath: /etc/trailwarden/secrets/{{ $name }}
  readOnly: true
{{- end }}
- name: state
  mountPath: /var/lib/trailwarden
- name: tmp
  mountPath: /tmp
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Takes a dict: context, and as `state` whether the history is the real one. */}}
{{- define "trailwarden.volumes" -}}
{{- $context := .context -}}
{{- with .context -}}
- name: config
  configMap:
    name: {{ default (include "trailwarden.suffixed" (list . "config")) .Values.existingConfig | quote }}
{{- if include "trailwarden.mountsSpecs" . }}
- name: specs
  configMap:
    name: {{ default (include "trailwarden.suffixed" (list . "specs")) .Values.existingSpecs | quote }}
{{- end }}
{{- if include "trailwarden.mountsAuth" . }}
- name: auth
  secret:
    secretName: {{ .Values.auth.existingSecret | quote }}
    defaultMode: 288 # 0440
    items:
      - { key: {{ .Values.auth.readTokenKey | quote }}, path: read }
      {{- with .Values.auth.writeTokenKey }}
      - { key: {{ . | quote }}, path: write }
      {{- end }}
{{- end }}
{{- range $name, $secret := .Values.secrets }}
- name: secret-{{ $name }}
  secret:
    secretName: {{ $secret | quote }}
    defaultMode: 288 # 0440
{{- end }}
- name: state
{{- if and $.state (include "trailwarden.claims" .) }}
  persistentVolumeClaim:
    claimName: {{ default (include "trailwarden.suffixed" (list . "history")) .Values.persistence.existingClaim | quote }}
{{- else }}
  emptyDir: { sizeLimit: 512Mi }
{{- end }}
- name: tmp
  emptyDir: { sizeLimit: 512Mi }
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
{{- end -}}
