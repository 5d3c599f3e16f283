//go:build !nokube

package kube

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"

	"github.com/org/baleen-action/execute"
)

// Cluster is a namespace of a cluster that answered.
type Cluster struct {
	Namespace string
	Version   string // of the API server
	arch      string // of the API server's machine
	Name      string // of the context, or where the cluster is

	own      ownPod // Baleen's
	config   *rest.Config
	recorder *recorder
	core     rest.Interface // core/v1
	batch    rest.Interface // batch/v1
	codec    runtime.ParameterCodec
	stall    time.Duration // how long a stream to or from a Pod may stand still
}

// Connect reaches the cluster that a kubeconfig names, or the one that Baleen runs in.
func Connect(ctx context.Context, o ConnectOptions) (*Cluster, error) {
	if err := quiet(); err != nil {
		return nil, err
	}
	overrides := &clientcmd.ConfigOverrides{CurrentContext: o.Context}
	overrides.Context.Namespace = o.Namespace
	loader := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(clientcmd.NewDefaultClientConfigLoadingRules(), overrides)
	config, err := loader.ClientConfig()
	if clientcmd.IsEmptyConfig(err) {
		err = errors.New("no kubeconfig was found") // client-go's text names a variable that it does not read
	}
	if err != nil {
		return nil, &execute.HintError{Err: fmt.Errorf("find cluster: %w", err), Hint: "Set KUBECONFIG or kube-context, or run Baleen in a Pod whose service account may use the API."}
	}
	namespace, _, err := loader.Namespace()
	if err != nil {
		return nil, fmt.Errorf("find namespace: %w", err)
	}
	c := &Cluster{Namespace: namespace, Name: config.Host}
	if err := c.open(config, o.Agent); err != nil {
		return nil, err
	}
	if err := c.greet(ctx); err != nil {
		return nil, err
	}
	if o.Getenv != nil && Inside(o.Getenv) {
		c.own = c.findOwnPod(ctx, o.Getenv, "/")
	}
	return c, nil
}

// quiet keeps client-go from logging to the console what it also returns.
func quiet() error {
	logging := flag.NewFlagSet("", flag.ContinueOnError)
	klog.InitFlags(logging)
	klog.SetOutput(io.Discard)
	return errors.Join(logging.Set("logtostderr", "false"), logging.Set("stderrthreshold", "FATAL"))
}

// Limits of the requests that one run sends: 64 Pods at a time stay far below them.
const (
	perSecond = 50
	atOnce    = 100
)

func (c *Cluster) open(config *rest.Config, agent string) error {
	scheme := runtime.NewScheme()
	if err := errors.Join(corev1.AddToScheme(scheme), batchv1.AddToScheme(scheme)); err != nil {
		return fmt.Errorf("describe API: %w", err)
	}
	metav1.AddToGroupVersion(scheme, schema.GroupVersion{Version: "v1"})
	c.codec = runtime.NewParameterCodec(scheme)
	c.stall = usualStall
	c.config = rest.CopyConfig(config)
	if c.config.QPS == 0 { // a kubeconfig cannot say
		c.config.QPS, c.config.Burst = perSecond, atOnce
	}
	c.config.UserAgent = agent
	c.config.WarningHandler = rest.NoWarnings{}
	c.config.NegotiatedSerializer = serializer.NewCodecFactory(scheme).WithoutConversion()
	c.config.ContentType = runtime.ContentTypeJSON
	client, err := rest.HTTPClientFor(c.config)
	if err != nil {
		return fmt.Errorf("open cluster: %w", err)
	}
	c.recorder = &recorder{RoundTripper: client.Transport}
	client.Transport = c.recorder
	if c.core, err = c.group(client, "/api", corev1.SchemeGroupVersion); err != nil {
		return err
	}
	c.batch, err = c.group(client, "/apis", batchv1.SchemeGroupVersion)
	return err
}

func (c *Cluster) group(client *http.Client, path string, version schema.GroupVersion) (rest.Interface, error) {
	config := rest.CopyConfig(c.config)
	config.APIPath, config.GroupVersion = path, &version
	group, err := rest.RESTClientForConfigAndClient(config, client)
	if err != nil {
		return nil, fmt.Errorf("open cluster: %w", err)
	}
	return group, nil
}

// greet asks for the version: a cluster that does not answer is found out before anything starts.
func (c *Cluster) greet(ctx context.Context) error {
	const patience = 20 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var v version.Info
	text, err := c.core.Get().AbsPath("/version").Do(ctx).Raw()
	if err == nil {
		err = decode(text, &v)
	}
	if err != nil {
		return &execute.HintError{Err: fmt.Errorf("reach cluster %s: %w", c.Name, err), Hint: "Check KUBECONFIG, kube-context and the network; kubectl version asks the same."}
	}
	c.Version = v.GitVersion
	_, c.arch, _ = strings.Cut(v.Platform, "/")
	return nil
}

// before reports whether the API server is certainly older than a minor version of Kubernetes 1.
func (c *Cluster) before(version int) bool {
	var major, minor int
	_, err := fmt.Sscanf(c.Version, "v%d.%d", &major, &minor)
	return err == nil && major <= 1 && minor < version
}

// Arch is the architecture that times are kept by, in a Docker daemon's words: a suite may run there at other times.
func (c *Cluster) Arch() string {
	switch c.arch {
	case "amd64":
		return "x86_64"
	case "arm64":
		return "aarch64"
	}
	return c.arch
}
