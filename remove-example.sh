#!/bin/sh
# Removes the example, orders: its code, tests, benchmarks, schemas, table, settings and Kafka resources, and this script.
set -eu
case $0 in
  */*) cd "${0%/*}" ;;
esac

# Applies sed's commands to a file, if it exists. sed -i is not portable.
edit() {
  file=$1
  shift
  [ -f "$file" ] || return 0
  text=$(sed "$@" "$file")
  printf '%s\n' "$text" > "$file"
}

rm -rf \
  src/main/java/dev/sluice/example src/test/java/dev/sluice/example src/test/resources/dev/sluice/example src/bench \
  src/main/avro/example src/main/avro-released/dev.sluice.example.orders.event.* \
  src/main/resources/db/example src/main/resources/dev/sluice/example docs/how-to/orders.md

# From the line above the title to the end.
edit src/main/resources/application.properties -e '$!N' -e '/\n# The example: /,$d' -e P -e D

# Benchmarks and the chaos campaign publish orders.
edit pom.xml -e '/<!-- Benchmarks of the packaged service/,/<\/profile>/d' -e '/<!-- The full chaos campaign/,/<\/profile>/d' \
  -e '/<jmh\.version>/d' -e 's:<include>src/bench/service/\*\*/\*\.java</include>::'

for file in base/kustomization.yaml kafka/topics.yaml kafka/users.yaml autoscaling/scaledobjects.yaml; do
  edit "deploy/kubernetes/$file" \
    -e '/^  triggers:$/{' -e '$!N' -e 's/:\(\n *# Begin of the example\)/: []\1/' -e P -e D -e '}' \
    -e '/# Begin of the example/,/# End of the example/d'
done

edit ARCHITECTURE.md -e '/^| `example\.orders` |/d'
edit CONTRIBUTING.md -e '/^## Make it yours$/,/^## [^M]/{/^## [^M]/!d' -e '}' -e '/`\.\/mvnw -Pbench verify`/d' \
  -e '/`\.\/mvnw -Pchaos verify`/d'
edit README.md -e 's:\[orders\](docs/how-to/orders\.md), ::'
edit docs/problems.md -e '/^## Orders$/,/^## [^O]/{/^## [^O]/!d' -e '}'

# Generated and compiled classes outlive their sources.
rm -rf target
rm -f remove-example.sh
echo "The example is removed. Next: add an event type and a method, see CONTRIBUTING.md"
