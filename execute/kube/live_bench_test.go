//go:build cluster && !nokube

package kube

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/watch"

	"github.com/org/baleen-action/execute"
)

// BenchmarkClusterPods runs Pods with Baleen, with a client that knows only the API (create, watch, exec, delete) and the same Pods, and as
// people do without any of that: a Pod of the suite's container alone, and its log.
func BenchmarkClusterPods(b *testing.B) {
	l := connect(b)
	c := comparison{live: l, title: "baleen may take 1.15 times the bare client's time", each: 12, atATime: []int{1, 4, 8},
		ways: []way{{"bare client", bareClient{}.all}, {"baleen", suite{spec: l.spec()}.all}, {"pod and its log", bareClient{plain: true}.all}}}
	if smoke() {
		c.each, c.atATime = 2, []int{4}
	}
	c.run(b)
}

// BenchmarkClusterCheckout compares what a checkout of 10 MB that does not compress costs each Pod, as Baleen sends it to each, with the least that
// it could cost from another Pod of the node: a download without any check.
func BenchmarkClusterCheckout(b *testing.B) {
	const size = 10_000_000
	l := connect(b)
	random := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{}).Read(random)
	sent := l.spec()
	sent.WorkDir = "/suite/new"
	sent.Checkout = checkoutOf(sent.WorkDir, map[string]string{"big": string(random)})
	sent.Checkout.Room = execute.OnImage
	whole := fmt.Sprintf("test $(wc -c <big) = %d || exit 1; ", size)
	c := comparison{live: l, title: "a checkout of 10 MB", on: map[string]string{corev1.LabelHostname: firstNode}, each: 6, atATime: []int{1, 8}, ways: []way{
		{"no checkout", suite{spec: l.spec()}.all},
		{"sent to each pod", suite{sent, whole}.all},
		{"from a pod beside", suite{l.spec(), "cd /tmp; wget -q http://" + l.serve(b, size) + ":18080/big; " + whole}.all},
	}}
	if smoke() {
		c.each, c.atATime = 1, []int{2}
	}
	c.run(b)
}

// serve starts a Pod that offers a file of so many bytes, and returns its address.
func (l live) serve(b *testing.B, size int) string {
	b.Helper()
	pod, err := l.createPod(b.Context(), &corev1.Pod{ObjectMeta: metav1.ObjectMeta{GenerateName: "baleen-bench-"}, Spec: corev1.PodSpec{
		NodeSelector: map[string]string{corev1.LabelHostname: firstNode},
		HostNetwork:  true, // Docker's firewall keeps Pods of one bridge from each other
		Containers: []corev1.Container{{Name: "main", Image: l.image, ReadinessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{TCPSocket: &corev1.TCPSocketAction{Port: intstr.FromInt32(18080)}}},
			Command: []string{"sh", "-c", fmt.Sprintf("head -c %d /dev/urandom >/tmp/big; exec httpd -f -p 18080 -h /tmp", size)}}}}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := l.removePod(context.Background(), pod); err != nil {
			b.Error(err)
		}
	})
	for range 300 {
		if seen, err := l.pod(b.Context(), pod.Name); err == nil && condition(seen, corev1.PodReady, corev1.ConditionTrue) != nil {
			return seen.Status.PodIP
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.Fatal("the pod that serves a file is not ready")
	return ""
}

// smoke reports whether the benchmark only has to show that it works.
func smoke() bool { return flag.Lookup("test.benchtime").Value.String() == "1x" }

// comparison compares ways to run Pods with the first of them.
type comparison struct {
	live
	title   string
	on      map[string]string // labels of the node; nil: any
	each    int               // Pods for each slot
	atATime []int
	ways    []way
}

// run shows times as parts of those of the first way in the same round, because a time alone depends on the machine and its load.
func (c comparison) run(b *testing.B) {
	took, round := map[string][]float64{}, 0
	for b.Loop() {
		for _, n := range c.atATime {
			for i := range c.ways {
				way := c.ways[(i+round)%len(c.ways)] // the order changes in each round
				key := fmt.Sprint(way.name, n)
				took[key] = append(took[key], c.measure(b, way, n, c.each*n).Seconds())
			}
		}
		round++
	}
	var table strings.Builder
	fmt.Fprintf(&table, "\n%s\nms for each slot and pod, medians of %d rounds\n%-18s%10s%8s%8s\n", c.title, round, "", "at a time", "ms", "/ first")
	for _, n := range c.atATime {
		first := took[fmt.Sprint(c.ways[0].name, n)]
		for _, way := range c.ways {
			own := took[fmt.Sprint(way.name, n)]
			ratio := medianRatio(own, first)
			fmt.Fprintf(&table, "%-18s%10d%8.0f%8.2f\n", way.name, n, 1000*medianRatio(own, nil)/float64(c.each), ratio)
			b.ReportMetric(ratio, strings.ReplaceAll(way.name, " ", "-")+"-"+strconv.Itoa(n)+"/first")
		}
	}
	fmt.Print(table.String()) // a log would be cut after ten lines
}

// medianRatio is the median of numbers, or of their parts of others.
func medianRatio(all, by []float64) float64 {
	all = slices.Clone(all)
	for i := range by {
		all[i] /= by[i]
	}
	slices.SortFunc(all, cmp.Compare)
	return all[len(all)/2]
}

// way is one of the compared ways to run Pods.
type way struct {
	name string
	run  func(b *benchRun) error
}

// benchRun is a number of Pods in a run of their own.
type benchRun struct {
	live
	*Engine
	dir          string
	atATime, all int
}

// measure returns what the Pods took, without the Job around them.
func (c comparison) measure(b *testing.B, w way, atATime, pods int) time.Duration {
	b.Helper()
	l := c.live
	s := Settings{RunID: "b" + time.Now().Format("150405.000000000"), Deadline: time.Now().Add(time.Hour), HoldImage: holdImage, PlaceTimeout: time.Minute, NodeSelector: c.on}
	e, err := l.Open(b.Context(), s)
	if err != nil {
		b.Fatal(err)
	}
	defer l.nothingLeft(b, s)
	defer e.Close(context.Background())
	began := time.Now()
	if err := w.run(&benchRun{l, e, b.TempDir(), atATime, pods}); err != nil {
		b.Fatalf("%s: %v", w.name, err)
	}
	return time.Since(began)
}

// job is the same for all ways.
func (r *benchRun) job(n int) execute.Job {
	at := filepath.Join(r.dir, strconv.Itoa(n))
	return execute.Job{Name: strconv.Itoa(n), Command: []string{"sh", "-c", "echo out; echo err >&2; echo x >/baleen-report/r || true"}, Timeout: time.Minute,
		Stdout: at + ".out", Stderr: at + ".err", Scratch: "/baleen-report", Into: at}
}

// suite runs Pods with Baleen, each of which does something before all else.
type suite struct {
	spec   execute.Spec
	before string
}

func (s suite) all(r *benchRun) error {
	n := 0
	var bad error
	next := func(execute.Opening) (execute.Job, bool) {
		n++
		job := r.job(n)
		job.Command[2] = s.before + job.Command[2]
		return job, n <= r.all
	}
	err := r.Run(context.Background(), s.spec, execute.Queue{Slots: r.atATime, Next: next, Done: func(o execute.Outcome) {
		if out, err := os.ReadFile(o.Job.Stdout); o.Class != execute.Passed || string(out) != "out\n" {
			bad = errors.Join(bad, err, fmt.Errorf("%s: %s, %s", o.Job.Name, o.Class, o.Evidence))
		}
	}})
	return errors.Join(err, bad)
}

// bareClient runs Pods with the API alone.
type bareClient struct{ plain bool }

func (c bareClient) all(r *benchRun) error {
	var running sync.WaitGroup
	numbers, problems := make(chan int), make(chan error, r.all)
	for range r.atATime {
		running.Go(func() {
			for n := range numbers {
				problems <- c.one(context.Background(), r, n)
			}
		})
	}
	for n := range r.all {
		numbers <- n + 1
	}
	close(numbers)
	running.Wait()
	close(problems)
	var all error
	for err := range problems {
		all = errors.Join(all, err)
	}
	return all
}

func (c bareClient) one(ctx context.Context, r *benchRun, n int) error {
	pod := plan{r.settings, r.spec()}.pod(r.settings.podName(int64(n)), r.job(n), 1, r.owner)
	if c.plain {
		main := &pod.Spec.Containers[1]
		main.Command, main.VolumeMounts = r.job(n).Command, nil
		pod.Spec.Containers, pod.Spec.Volumes = pod.Spec.Containers[1:], nil
	}
	made, err := r.live.createPod(ctx, pod)
	if err != nil {
		return err
	}
	if err := r.untilEnded(ctx, made); err != nil {
		return err
	}
	file, err := os.Create(filepath.Join(r.dir, pod.Name))
	if err != nil {
		return err
	}
	if c.plain {
		err = r.log(ctx, pod.Name, file)
	} else {
		err = r.exec(ctx, pod.Name, keepContainer, []string{holdProgram, "send", sharedFolder, "stdout", "stderr", "report", "ending"}, streams{out: file, errors: io.Discard})
	}
	return errors.Join(err, file.Close(), r.removePod(ctx, made))
}

func (r *benchRun) log(ctx context.Context, pod string, to io.Writer) error {
	from, err := r.core.Get().Namespace(r.Namespace).Resource("pods").Name(pod).SubResource("log").Stream(ctx)
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = io.Copy(to, from)
	return err
}

// untilEnded waits for a Pod's end with a watch of its own.
func (r *benchRun) untilEnded(ctx context.Context, pod *corev1.Pod) error {
	changes, err := r.core.Get().Namespace(r.Namespace).Resource("pods").VersionedParams(&metav1.ListOptions{
		FieldSelector: "metadata.name=" + pod.Name, ResourceVersion: pod.ResourceVersion, Watch: true}, r.codec).Watch(ctx)
	if err != nil {
		return err
	}
	defer changes.Stop()
	for change := range changes.ResultChan() {
		pod, ok := change.Object.(*corev1.Pod)
		if !ok || change.Type == watch.Deleted {
			return fmt.Errorf("watch pod: %v", change)
		}
		if ended(pod) {
			return nil
		}
	}
	return errors.New("the watch ended")
}
