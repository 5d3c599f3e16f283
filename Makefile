# Everything here works on a fresh Debian or Ubuntu with Go, make, git and root. Whatever else is missing is installed with
# apt-get. Nothing is pulled from an image registry, and a Docker engine is started if none answers.

GO ?= go
# Go's own limit is ten minutes for a package, which a busy machine with nothing cached may need.
patience := -timeout 30m
# A program with the race detector sleeps for a second before it exits, unless told otherwise, and the scripts start hundreds.
export GORACE := atexit_sleep_ms=10
images := busybox debian demo godog cucumber-js cucumber-js-13 cucumber-ruby behave pytest-bdd

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: build
build: ## build bin/baleen
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/baleen .

.PHONY: demo
demo: build ## run the demo suite in containers, six at a time
	@export DOCKER_HOST; DOCKER_HOST=$$(scripts/engine) && image=$$(testdata/images/build demo) && \
	set -x && ./bin/baleen run --image "$$image" --runner godog --root testdata/demo --files features/ --concurrency 6
	@echo; echo "The reports are in baleen-report: index.html to look at, TEST-baleen.xml for CI, run.json, and every container's output."

tests := unit engine-test consumers act-test release-test

.PHONY: test
test: $(tests) ## run all tests

# .ci/run makes these one by one, to show how long each takes.
.PHONY: test-parts
test-parts:
	@echo $(tests)

# The race detector makes a loop up to forty times as slow. It has nothing to find in packages that start no goroutine, nor in
# the large tests of others, which do much in one. race_test.go keeps these lists true.
alone := classic inputs official result
large := TestLogOfAHugeRunStaysBelowThePlatformsLimit|TestGrowth|TestReplayFailuresFirst|TestLockedPlansRun|TestFewPlans|TestHistoryIsSmall|TestFrozenIsTheDeal

# Tests with an engine mostly wait for it. What takes longest begins first.
waiting := -parallel 4
longest := ./execute/docker

# packages-with NAME lists the packages with a test whose name begins so.
packages-with = grep -rlE --include='*_test.go' --exclude-dir=node_modules '^func ($(1))' . | xargs -n 1 dirname | sort -u

.PHONY: unit
unit: compiler ## run the tests that need no engine
	$(GO) test -short -shuffle=on $(patience) $(addprefix ./,$(alone))
	$(GO) test -short -shuffle=on $(patience) -run '^($(large))$$' $$($(call packages-with,$(large)))
	$(GO) test -short -race -shuffle=on $(patience) -skip '^($(large))$$' $$($(GO) list ./... | grep -vxE '.*/($(subst $() ,|,$(alone)))')

.PHONY: engine-test
engine-test: compiler images ## run the tests that need a Docker engine, with real runners
	@export DOCKER_HOST; DOCKER_HOST=$$(scripts/engine) && \
	set -x && $(GO) test -race -shuffle=on $(patience) $(waiting) -run '^TestEngine' $(longest) $$($(call packages-with,TestEngine))

.PHONY: podman-test
podman-test: images ## run the engine's tests on Podman (three minutes)
	@export DOCKER_HOST; DOCKER_HOST=$$(scripts/engine) && \
	set -x && $(GO) test -count=1 $(patience) -v -run '^TestOnPodman$$' ./execute/docker

.PHONY: soak
soak: images ## compare every byte that 1,000 containers print and 1 GiB from one, and keep the locks of 200 files
	@export DOCKER_HOST BALEEN_SOAK=1; DOCKER_HOST=$$(scripts/engine) && \
	set -x && $(GO) test -count=1 -v -timeout 2h -run '^TestEngine(Soak|OneContainer|Locks)' ./execute/docker ./drive

.PHONY: consumers
consumers: ## read our reports with the programs that others read them with
	@scripts/need npm
	testdata/consumers/install
	node=$$(scripts/node) && PATH=$$node:$$PATH $(GO) test -tags consumers $(patience) -run '^TestConsumers' ./cucumber ./junit ./official ./page ./stream ./trace

.PHONY: cluster-test
cluster-test: ## run the tests that need a Kubernetes cluster, on two of our own (a cold build takes ten minutes)
	scripts/cluster-test

.PHONY: cluster-soak
cluster-soak: ## compare every byte of 500 Pods, and what 5,000 units cost
	@export DOCKER_HOST KUBECONFIG BALEEN_SOAK=1; DOCKER_HOST=$$(scripts/engine) && KUBECONFIG=$$(scripts/cluster) && \
	trap 'scripts/cluster stop' EXIT && set -x && $(GO) test -count=1 -v -tags cluster -timeout 2h -run '^(TestClusterSoak|TestScale)$$' ./execute/kube

.PHONY: cluster-bench
cluster-bench: ## compare Pods with those of a bare client, and what a checkout costs (BENCHTIME=1x: a smoke test)
	@export DOCKER_HOST KUBECONFIG; DOCKER_HOST=$$(scripts/engine) && KUBECONFIG=$$(scripts/cluster) && \
	trap 'scripts/cluster stop' EXIT && set -x && $(GO) test -tags cluster -timeout 2h -run '^$$' -bench '^BenchmarkCluster' -benchtime $(or $(BENCHTIME),5x) ./execute/kube

.PHONY: release-test
release-test: ## build a release for all platforms twice and compare
	$(GO) test -count=1 $(patience) -run '^TestRelease' ./packaging

.PHONY: act-test
act-test: ## run the action on itself with act
	@export DOCKER_HOST; DOCKER_HOST=$$(scripts/engine) && \
	set -x && $(GO) test -count=1 -tags act $(patience) -run '^TestActOnItself$$' ./packaging

.PHONY: lint
lint: ## check format, vet, staticcheck, workflows and scripts
	scripts/lint

.PHONY: golden
golden: ## write the expected files of the tests anew
	$(GO) test $$(git grep -l 'flag.Bool("update"' -- '*_test.go' | xargs -n 1 dirname | sort -u | sed 's,^,./,') -update

.PHONY: fuzz
fuzz: ## run every fuzz test for 20 s (FUZZTIME=1m)
	scripts/fuzz

.PHONY: bench
bench: ## measure start-up, reports of 10,000 scenarios and plans of 100,000 (BENCHTIME=1x: a smoke test)
	@scripts/need busybox busybox-static
	@export DOCKER_HOST; DOCKER_HOST=$$(scripts/engine) && \
	set -x && $(GO) test -run '^$$' -bench . -benchtime $(or $(BENCHTIME),5x) -timeout 2h $$($(call packages-with,Benchmark))

.PHONY: picture
picture: ## draw the picture in the README from a run of the demo
	scripts/picture

.PHONY: worth
worth: build ## measure when Baleen pays, for docs/when-not.md
	scripts/worth

.PHONY: images
images: ## build the images that the tests use
	@export DOCKER_HOST; DOCKER_HOST=$$(scripts/engine) && testdata/images/build $(images)

.PHONY: reports
reports: ## record the reports of real runners anew
	@export DOCKER_HOST; DOCKER_HOST=$$(scripts/engine) && scripts/record-reports

.PHONY: engine
engine: ## find a Docker engine or start one: export DOCKER_HOST=$(make -s engine)
	@scripts/engine

.PHONY: engine-stop
engine-stop: ## stop the engine that was started
	@scripts/engine stop

# The race detector is C.
.PHONY: compiler
compiler:
	@scripts/need $$($(GO) env CC) gcc libc6-dev

.PHONY: clean
clean: ## remove what was built and reported
	rm -rf bin baleen-report .baleen testdata/consumers/node_modules testdata/kit/node_modules
