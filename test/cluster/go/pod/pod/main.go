// What the pods of the tests run, when they run nothing of the product: one static binary that waits, serves, asks
// and resolves. It also is the pause container that holds a pod's namespaces.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	// Without handlers PID 1 of a pid namespace ignores these signals, and every pod would take its whole grace period.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	parts := map[string]func(context.Context, []string) error{
		"pause": pause, "serve": serve, "get": get, "resolve": resolve, "sleep": sleep, "fail": fail, "connect": connect,
	}
	name := "pause"
	args := []string{}
	if len(os.Args) > 1 {
		name, args = os.Args[1], os.Args[2:]
	}
	part, known := parts[name]
	if !known {
		fmt.Fprintf(os.Stderr, "pod: no part is called %q\n", name)
		os.Exit(2)
	}
	if err := part(ctx, args); err != nil {
		fmt.Fprintln(os.Stderr, "pod:", err)
		os.Exit(1)
	}
}

func pause(ctx context.Context, _ []string) error {
	<-ctx.Done()
	return nil
}

// serve answers every request with the pod's name, /echo with what was sent; -ready-after makes /ready say no for that
// long.
func serve(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	address := flags.String("listen", ":8080", "address")
	readyAfter := flags.Duration("ready-after", 0, "time until /ready says yes")
	_ = flags.Parse(args)
	started := time.Now()
	name, _ := os.Hostname()
	mux := http.NewServeMux()
	mux.HandleFunc("/ready", func(w http.ResponseWriter, _ *http.Request) {
		if time.Since(started) < *readyAfter {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	// What comes is sent back, as it comes: for transfers in both directions.
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		_, _ = io.Copy(w, r.Body)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(os.Stdout, "%s %s\n", r.Method, r.URL.Path)
		fmt.Fprintln(w, name)
	})
	server := &http.Server{Addr: *address, Handler: mux}
	go func() {
		<-ctx.Done()
		_ = server.Shutdown(context.Background())
	}()
	fmt.Println("serving on", *address)
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// get writes the answer of a URL; the time it may take is the second argument.
func get(ctx context.Context, args []string) error {
	wait, err := patience(args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, args[0], nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(os.Stdout, response.Body)
	return err
}

// connect says whether a TCP connection to HOST:PORT comes about.
func connect(ctx context.Context, args []string) error {
	wait, err := patience(args)
	if err != nil {
		return err
	}
	dialer := net.Dialer{Timeout: wait}
	connection, err := dialer.DialContext(ctx, "tcp", args[0])
	if err != nil {
		return err
	}
	return connection.Close()
}

func resolve(ctx context.Context, args []string) error {
	if _, err := patience(args); err != nil {
		return err
	}
	addresses, err := net.DefaultResolver.LookupHost(ctx, args[0])
	for _, address := range addresses {
		fmt.Println(address)
	}
	return err
}

func sleep(ctx context.Context, args []string) error {
	wait, err := time.ParseDuration(args[0])
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
	case <-time.After(wait):
	}
	return nil
}

// fail writes its arguments and ends with code 1: a pod that crash-loops and says why.
func fail(_ context.Context, args []string) error {
	return fmt.Errorf("%v", args)
}

func patience(args []string) (time.Duration, error) {
	if len(args) == 0 {
		return 0, fmt.Errorf("an argument is missing")
	}
	if len(args) < 2 {
		return 5 * time.Second, nil
	}
	return time.ParseDuration(args[1])
}
