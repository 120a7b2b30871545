{{/* The config of the daemon: what was written, and what follows from the chart. */}}

{{- define "trailwarden.source" -}}
{{- if .Values.git.url -}}
git:
  {{- toYaml .Values.git | nindent 2 }}
{{- else -}}
folder: { paths: [/etc/trailwarden/specs] }
{{- end -}}
{{- end -}}

{{/* Names by which Services are called within a cluster. */}}
{{- define "trailwarden.hosts" -}}
{{- $name := include "trailwarden.fullname" . -}}
{{- $full := printf "%s.%s" $name (include "trailwarden.namespace" .) -}}
{{- toYaml (list $name $full (printf "%s.svc" $full) (printf "%s.svc.cluster.local" $full)) -}}
{{- end -}}

{{- define "trailwarden.server" -}}
{{- $server := deepCopy (default dict .Values.config.server) -}}
{{- $own := include "trailwarden.hosts" . | fromYamlArray -}}
{{- $_ := set $server "allowedHosts" (concat $own (default list $server.allowedHosts) | uniq) -}}
{{- $_ := set $server "host" "0.0.0.0" -}}
{{- $_ := set $server "port" 8080 -}}
{{- $_ := set $server "readTokenFile" "/etc/trailwarden/auth/read" -}}
{{- if .Values.auth.writeTokenKey -}}
{{- $_ := set $server "writeTokenFile" "/etc/trailwarden/auth/write" -}}
{{- end -}}
{{- toYaml $server -}}
{{- end -}}

{{- define "trailwarden.config" -}}
{{- $spec := deepCopy .Values.config -}}
{{- $_ := set $spec "mode" .Values.mode -}}
{{- $_ := set $spec "source" (include "trailwarden.source" . | fromYaml) -}}
{{- $history := dict "path" "/var/lib/trailwarden/history.db" -}}
{{- $_ := set $spec "history" (merge $history (default dict $spec.history)) -}}
{{- $_ := unset $spec "server" -}}
{{- $leadership := default dict $spec.leadership -}}
{{- $_ := unset $spec "leadership" -}}
{{- $_ := set $spec "kubernetes" (dict "events" (eq (include "trailwarden.events" .) "true")) -}}
{{- if eq .Values.kind "daemon" -}}
{{- $_ := set $spec "server" (include "trailwarden.server" . | fromYaml) -}}
{{- end -}}
{{- if include "trailwarden.leads" . -}}
{{- $_ := set $spec "leadership" (merge (dict "name" (include "trailwarden.fullname" .)) $leadership) -}}
{{- end -}}
apiVersion: trailwarden.dev/v1alpha1
kind: DaemonConfig
metadata:
  name: {{ include "trailwarden.fullname" . | quote }}
spec:
  {{- toYaml $spec | nindent 2 }}
{{- end -}}
