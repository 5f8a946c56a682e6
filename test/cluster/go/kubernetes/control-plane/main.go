// One binary for the whole control plane: the first argument says which part of it to be. Linking the parts together
// costs one build of their common packages instead of four.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: control-plane etcd|apiserver|controller-manager|scheduler [flags]")
		os.Exit(2)
	}
	part := os.Args[1]
	// The parts read os.Args themselves, so the name of the part has to go.
	os.Args = append([]string{part}, os.Args[2:]...)
	if part == "etcd" {
		etcdmain.Main(os.Args)
		return
	}
	// Only the wanted command is made: each registers its flags and metrics in global tables.
	commands := map[string]func() *cobra.Command{
		"apiserver":          apiserver.NewAPIServerCommand,
		"controller-manager": controllers.NewControllerManagerCommand,
		"scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	}
	make, known := commands[part]
	if !known {
		fmt.Fprintf(os.Stderr, "control-plane: no part is called %q\n", part)
		os.Exit(2)
	}
	os.Exit(cli.Run(make()))
}
