// Plays a declarative Jenkinsfile with nothing behind it: parses it as Jenkins does, knows what may stand where, and prints
// what its shell steps would run, one a line. What may stand where is from Jenkins's page on the syntax of pipelines.
class Block {
    static final Map SECTIONS = [
        pipeline: ['agent', 'options', 'triggers', 'environment', 'parameters', 'tools', 'stages', 'post'],
        stages: ['stage'],
        stage: ['agent', 'options', 'environment', 'tools', 'when', 'input', 'steps', 'stages', 'parallel', 'post'],
        agent: ['label', 'docker', 'node'],
        options: ['disableConcurrentBuilds', 'timeout', 'skipDefaultCheckout', 'timestamps', 'buildDiscarder'],
        triggers: ['cron', 'pollSCM'],
        when: ['beforeInput', 'beforeAgent', 'allOf', 'anyOf', 'not', 'branch', 'triggeredBy', 'expression'],
        allOf: ['not', 'branch', 'triggeredBy', 'anyOf'], anyOf: ['not', 'branch', 'triggeredBy', 'allOf'],
        not: ['branch', 'triggeredBy', 'allOf', 'anyOf'],
        input: ['message', 'ok', 'submitter', 'id'],
        steps: ['sh', 'echo', 'junit', 'archiveArtifacts', 'checkout'],
        post: ['always', 'success', 'failure', 'unsuccessful'],
    ].withDefault { ['sh', 'echo', 'junit', 'archiveArtifacts'] }

    String name
    List shells
    Map env = [BRANCH_NAME: 'main']

    def methodMissing(String called, arguments) {
        if (!SECTIONS[name].contains(called)) throw new IllegalArgumentException("$called may not stand in $name")
        if (called == 'sh') shells << arguments[0]
        def body = arguments ? arguments[-1] : null
        if (body instanceof Closure) {
            body.delegate = new Block(name: called, shells: shells)
            body.resolveStrategy = Closure.DELEGATE_ONLY
            body()
        }
    }

    def propertyMissing(String asked) {
        throw new IllegalArgumentException("$asked is nothing in $name")
    }

    def propertyMissing(String set, value) {
        if (name != 'environment') throw new IllegalArgumentException("$set may not be set in $name")
    }
}

def shells = []
def binding = new Binding()
binding.setVariable('pipeline', { Closure body ->
    body.delegate = new Block(name: 'pipeline', shells: shells)
    body.resolveStrategy = Closure.DELEGATE_ONLY
    body()
})
new GroovyShell(binding).evaluate(new File(args[0]))
if (!shells) throw new IllegalArgumentException('there is no shell step')
shells.each { println it }
