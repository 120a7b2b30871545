{{/* Names, labels, and other words that several objects have in common. */}}

{{- define "trailwarden.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Release names may have dots; Services, Leases of a daemon and its own name may not. */}}
{{- define "trailwarden.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $whole := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{- default $whole .Values.fullnameOverride | replace "." "-" | lower | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* With something behind it, within 63 characters. Takes a list: context, end. */}}
{{- define "trailwarden.suffixed" -}}
{{- $end := printf "-%s" (index . 1) -}}
{{- include "trailwarden.fullname" (index . 0) | trunc (int (sub 63 (len $end))) | trimSuffix "-" }}{{ $end -}}
{{- end -}}

{{- define "trailwarden.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{/* What never changes, and says which Pods are meant. */}}
{{- define "trailwarden.selector" -}}
app.kubernetes.io/instance: {{ .Release.Name | trunc 63 | trimSuffix "-" | quote }}
app.kubernetes.io/name: {{ include "trailwarden.name" . | quote }}
{{- end -}}

{{- define "trailwarden.ownLabels" -}}
{{ include "trailwarden.selector" . }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
app.kubernetes.io/part-of: trailwarden
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | trunc 63 | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
{{- end -}}

{{/* Our own labels, then those of an object, then those of every object: each once. Takes a list: context, labels. */}}
{{- define "trailwarden.labelsWith" -}}
{{- $own := include "trailwarden.ownLabels" (index . 0) | fromYaml -}}
{{- toYaml (merge $own (deepCopy (index . 1)) (index . 0).Values.commonLabels) -}}
{{- end -}}

{{- define "trailwarden.labels" -}}
{{- include "trailwarden.labelsWith" (list . dict) -}}
{{- end -}}

{{/* Name, namespace and labels of an object that is called as the release is. */}}
{{- define "trailwarden.metadata" -}}
name: {{ include "trailwarden.fullname" . | quote }}
namespace: {{ include "trailwarden.namespace" . | quote }}
labels:
  {{- include "trailwarden.labels" . | nindent 2 }}
{{- end -}}

{{/* The same with something behind the name. Takes a list: context, end. */}}
{{- define "trailwarden.metadataOf" -}}
name: {{ include "trailwarden.suffixed" . | quote }}
namespace: {{ include "trailwarden.namespace" (index . 0) | quote }}
labels:
  {{- include "trailwarden.labels" (index . 0) | nindent 2 }}
{{- end -}}

{{- define "trailwarden.serviceAccount" -}}
{{- .Values.serviceAccount.create | ternary (default (include "trailwarden.fullname" .) .Values.serviceAccount.name) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "trailwarden.image" -}}
{{- with .Values.image -}}
{{- .repository -}}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ default $.Chart.AppVersion .tag }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* "true", if several replicas agree by a Lease. */}}
{{- define "trailwarden.leads" -}}
{{- if and (eq .Values.kind "daemon") (or (gt (int .Values.replicas) 1) .Values.lease.always) }}true{{ end -}}
{{- end -}}

{{/* "true", if drift is told as Events: by a daemon, and by one run of it. Other commands speak with AWS alone. */}}
{{- define "trailwarden.events" -}}
{{- $kubernetes := default dict .Values.config.kubernetes -}}
{{- $off := and (hasKey $kubernetes "events") (not $kubernetes.events) -}}
{{- if and (not $off) (or (eq .Values.kind "daemon") (eq .Values.cronJob.command "once")) }}true{{ end -}}
{{- end -}}

{{/* "true", if it speaks with the API server. */}}
{{- define "trailwarden.asksKubernetes" -}}
{{- if or (include "trailwarden.leads" .) (include "trailwarden.events" .) }}true{{ end -}}
{{- end -}}

{{/* "true", if anything is kept on a volume of its own. */}}
{{- define "trailwarden.claims" -}}
{{- if or .Values.persistence.enabled .Values.persistence.existingClaim }}true{{ end -}}
{{- end -}}

{{/* Seconds of a duration such as 1m30s, rounded up. */}}
{{- define "trailwarden.seconds" -}}
{{- $units := dict "ms" 0.001 "s" 1.0 "m" 60.0 "h" 3600.0 "d" 86400.0 -}}
{{- $sum := 0.0 -}}
{{- range regexFindAll "[0-9.]+(ms|s|m|h|d)" . -1 -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- $sum = addf $sum (mulf (trimSuffix $unit . | float64) (get $units $unit)) -}}
{{- end -}}
{{- ceil $sum | int64 -}}
{{- end -}}

{{/* How long a call in flight may take in the end. */}}
{{- define "trailwarden.grace" -}}
{{- include "trailwarden.seconds" (default "20s" .Values.config.grace) -}}
{{- end -}}

{{- define "trailwarden.terminationGrace" -}}
{{- default (add (include "trailwarden.grace" .) 25) (.Values.terminationGracePeriodSeconds | int64) -}}
{{- end -}}
