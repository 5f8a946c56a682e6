// What runs on every node: kubelet and kube-proxy in one binary, chosen by the first argument.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: node kubelet|proxy [flags]")
		os.Exit(2)
	}
	part := os.Args[1]
	os.Args = append([]string{part}, os.Args[2:]...)
	commands := map[string]func() *cobra.Command{
		"kubelet": func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
		"proxy":   proxy.NewProxyCommand,
	}
	make, known := commands[part]
	if !known {
		fmt.Fprintf(os.Stderr, "node: no part is called %q\n", part)
		os.Exit(2)
	}
	os.Exit(cli.Run(make()))
}
