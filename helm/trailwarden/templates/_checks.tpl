{{/* What is wrong between values, each of which looks as it must: all of it at once. */}}

{{- define "trailwarden.checks" -}}
{{- include "trailwarden.checks.empty" . -}}
{{- $wrong := concat (include "trailwarden.checks.source" . | fromYamlArray) (include "trailwarden.checks.work" . | fromYamlArray) (include "trailwarden.checks.pod" . | fromYamlArray) -}}
{{- if $wrong -}}
{{- fail (printf "\n\nThese values of trailwarden cannot be:\n  - %s\n" (join "\n  - " $wrong)) -}}
{{- end -}}
{{- end -}}

{{/* A name with nothing behind it takes its default away. files/names.yaml has every name that has one. */}}
{{- define "trailwarden.checks.empty" -}}
{{- $empty := list -}}
{{- range .Files.Get "files/names.yaml" | fromYamlArray -}}
{{- $parts := splitList "." . -}}
{{- $found := index $.Values (first $parts) -}}
{{- if gt (len $parts) 1 }}{{ $found = kindIs "map" $found | ternary (index (default dict $found) (last $parts)) "told above" }}{{ end -}}
{{- if kindIs "invalid" $found }}{{ $empty = append $empty . }}{{ end -}}
{{- end -}}
{{- if $empty -}}
{{- fail (printf "\n\nThese values of trailwarden are named and empty, which takes their defaults away:\n  - %s\nLeave the name out, or write what it is\n" (join "\n  - " $empty)) -}}
{{- end -}}
{{- end -}}

{{- define "trailwarden.checks.source" -}}
{{- $wrong := list -}}
{{- $sources := list -}}
{{- if .Values.specs }}{{ $sources = append $sources "specs" }}{{ end -}}
{{- if .Values.existingSpecs }}{{ $sources = append $sources "existingSpecs" }}{{ end -}}
{{- if .Values.git }}{{ $sources = append $sources "git" }}{{ end -}}
{{- if and .Values.git (not .Values.git.url) -}}
{{- $wrong = append $wrong "git.url is missing" -}}
{{- end -}}
{{- if and (not $sources) (not .Values.existingConfig) -}}
{{- $wrong = append $wrong "the spec is nowhere: write specs, existingSpecs or git" -}}
{{- end -}}
{{- if gt (len $sources) 1 -}}
{{- $wrong = append $wrong (printf "the spec is in several places (%s): keep one" (join ", " $sources)) -}}
{{- end -}}
{{- if and .Values.existingConfig (or .Values.config .Values.git) -}}
{{- $wrong = append $wrong "existingConfig is a whole DaemonConfig: config and git would not count" -}}
{{- end -}}
{{- $named := printf "%s%s" (toYaml .Values.config) (toYaml .Values.git) -}}
{{- range regexFindAll "/etc/trailwarden/secrets/[A-Za-z0-9._-]+" $named -1 | uniq -}}
{{- $name := base . -}}
{{- if not (hasKey $.Values.secrets $name) -}}
{{- $wrong = append $wrong (printf "a file in %s is named, and secrets.%s is not: write secrets: { %s: NAME-OF-A-SECRET }" . $name $name) -}}
{{- end -}}
{{- end -}}
{{- toYaml $wrong -}}
{{- end -}}

{{- define "trailwarden.checks.work" -}}
{{- $wrong := list -}}
{{- if not .Values.mode -}}
{{- $wrong = append $wrong "mode is not chosen: --set mode=observe (looks and tells, writes nothing to AWS) or --set mode=enforce (puts back what the spec says)" -}}
{{- end -}}
{{- if and (eq .Values.kind "daemon") (not .Values.auth.existingSecret) (not .Values.existingConfig) -}}
{{- $wrong = append $wrong "auth.existingSecret is missing: the page is reached from other machines, and reading needs a token. kubectl create secret generic trailwarden-auth --from-literal=read-token=$(openssl rand -hex 32)" -}}
{{- end -}}
{{- if and (eq .Values.kind "daemon") (ne .Values.cronJob.command "once") -}}
{{- $wrong = append $wrong (printf "cronJob.command: %s is for kind: cronjob, and a daemon would not take it" .Values.cronJob.command) -}}
{{- end -}}
{{- if eq .Values.kind "cronjob" -}}
{{- $command := .Values.cronJob.command -}}
{{- if and (eq $command "apply") (eq (default "" .Values.mode) "observe") -}}
{{- $wrong = append $wrong "cronJob.command is apply, which changes AWS, and mode is observe" -}}
{{- end -}}
{{- if and (ne $command "once") (or .Values.git .Values.existingConfig) -}}
{{- $wrong = append $wrong (printf "cronJob.command: %s works on specs or existingSpecs. With git or existingConfig take cronJob.command: once" $command) -}}
{{- end -}}
{{- end -}}
{{- toYaml $wrong -}}
{{- end -}}

{{- define "trailwarden.checks.pod" -}}
{{- $wrong := list -}}
{{- if and (gt (int .Values.replicas) 1) (eq .Values.kind "daemon") (include "trailwarden.claims" .) -}}
{{- $wrong = append $wrong "several replicas cannot share the volume of the history: a database of SQLite is for one machine. Take replicas: 1, or no persistence" -}}
{{- end -}}
{{- if and .Values.existingConfig (gt (int .Values.replicas) 1) -}}
{{- $wrong = append $wrong "several replicas need the Lease in their config, which the chart cannot see in existingConfig. Take config instead" -}}
{{- end -}}
{{- if le (include "trailwarden.terminationGrace" . | int64) (include "trailwarden.grace" . | int64) -}}
{{- $wrong = append $wrong (printf "terminationGracePeriodSeconds must be longer than config.grace (%s s)" (include "trailwarden.grace" .)) -}}
{{- end -}}
{{- if and (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) -}}
{{- $wrong = append $wrong "serviceAccount.name is missing, and serviceAccount.create is false" -}}
{{- end -}}
{{- toYaml $wrong -}}
{{- end -}}
