//go:build !nokube

package kube

import (
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/rest"

	"github.com/org/baleen-action/execute"
	"github.com/org/baleen-action/hold"
)

// scripted is an API server, and all nodes behind it: a Pod runs as soon as it is made, has ended when its results are asked for, and is
// gone some time after its removal. No machine has the thousands of nodes that it stands for.
type scripted struct {
	*httptest.Server
	t      *testing.T
	dir    string                                            // of what every Pod leaves
	before func(w http.ResponseWriter, r *http.Request) bool // reports whether it answered the call; nil: none is
	spec   execute.Spec                                      // of what runs
	room   int                                               // Pods of the quota; 0: any number
	lag    time.Duration                                     // until a removed Pod is gone
	early  int                                               // refusals of a checkout, after which it is taken and the containers are said to run; 0: they are at once

	mu      sync.Mutex
	version int
	pods    map[string]*corev1.Pod
	changes chan []byte // to the one that watches
	calls   map[string]int
	most    int // Pods at a time
}

func newScripted(t *testing.T) *scripted {
	t.Helper()
	s := &scripted{t: t, dir: t.TempDir(), pods: map[string]*corev1.Pod{}, changes: make(chan []byte, 1000), calls: map[string]int{}}
	report := filepath.Join(s.dir, hold.Report)
	ending, err := json.Marshal(hold.Ending{Started: time.Now(), Finished: time.Now()})
	if err := errors.Join(err, os.Mkdir(report, 0o755), os.WriteFile(filepath.Join(report, "r"), []byte("x\n"), 0o644),
		os.WriteFile(filepath.Join(s.dir, hold.Stdout), []byte("out\n"), 0o644), os.WriteFile(filepath.Join(s.dir, hold.EndFile), ending, 0o644)); err != nil {
		t.Fatal(err)
	}
	const pods = "/api/v1/namespaces/default/pods"
	mux := http.NewServeMux()
	mux.HandleFunc("POST /apis/batch/v1/namespaces/default/jobs", s.makeJob)
	mux.HandleFunc("DELETE /apis/batch/v1/namespaces/default/jobs/{name}", func(w http.ResponseWriter, _ *http.Request) {
		s.answer(w, http.StatusOK, &metav1.Status{Status: metav1.StatusSuccess})
	})
	mux.HandleFunc("POST "+pods, s.makePod)
	mux.HandleFunc("GET "+pods, s.list)
	mux.HandleFunc("GET "+pods+"/{name}", s.get)
	mux.HandleFunc("DELETE "+pods+"/{name}", s.remove)
	mux.HandleFunc("GET "+pods+"/{name}/exec", s.exec)
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.count(r)
		if s.before == nil || !s.before(w, r) {
			mux.ServeHTTP(w, r)
		}
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

// cluster is the server as Baleen sees it, with at most so many requests a second; 0: the usual number, below 0: any.
func (s *scripted) cluster(perSecond float32) *Cluster {
	s.t.Helper()
	c := &Cluster{Namespace: "default"}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := c.open(&rest.Config{Host: s.URL, QPS: perSecond, TLSClientConfig: rest.TLSClientConfig{CAData: authority}}, "baleen-test"); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// count counts the calls by what they are about.
func (s *scripted) count(r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := r.Method + " pods"
	switch {
	case strings.HasSuffix(r.URL.Path, "/exec"):
		kind = "exec"
	case strings.Contains(r.URL.Path, "/jobs"):
		kind = r.Method + " jobs"
	case r.PathValue("name") == "" && strings.HasSuffix(r.URL.Path, "/pods") && r.Method == "GET":
		kind = "list or watch"
	}
	s.calls[kind]++
}

func (s *scripted) answer(w http.ResponseWriter, status int, object any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object)
}

func (s *scripted) refuse(w http.ResponseWriter, status int, reason metav1.StatusReason, text string) {
	s.answer(w, status, &metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: metav1.StatusFailure, Code: int32(status), Reason: reason, Message: text})
}

func (s *scripted) makeJob(w http.ResponseWriter, r *http.Request) {
	job := new(batchv1.Job)
	_ = json.NewDecoder(r.Body).Decode(job)
	job.TypeMeta, job.UID = metav1.TypeMeta{Kind: "Job", APIVersion: "batch/v1"}, "job"
	s.answer(w, http.StatusCreated, job)
}

func (s *scripted) makePod(w http.ResponseWriter, r *http.Request) {
	pod := new(corev1.Pod)
	_ = json.NewDecoder(r.Body).Decode(pod)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.room > 0 && len(s.pods) >= s.room {
		s.refuse(w, http.StatusForbidden, metav1.StatusReasonForbidden, `pods "x" is forbidden: exceeded quota: few`)
		return
	}
	pod.TypeMeta, pod.UID = metav1.TypeMeta{Kind: "Pod", APIVersion: "v1"}, types.UID(pod.Name)
	s.pods[pod.Name] = pod
	s.most = max(s.most, len(s.pods))
	s.say("ADDED", pod)
	s.answer(w, http.StatusCreated, pod)
	if s.early > 0 {
		pod.Spec.NodeName = "node"
		s.say("MODIFIED", pod)
		return
	}
	s.run(pod)
}

func (s *scripted) run(pod *corev1.Pod) {
	up := corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}
	s.become(pod, up, up)
}

// become gives a Pod's containers another state.
func (s *scripted) become(pod *corev1.Pod, keep, main corev1.ContainerState) {
	pod.Spec.NodeName = "node"
	pod.Status = corev1.PodStatus{Phase: corev1.PodRunning, ContainerStatuses: []corev1.ContainerStatus{{Name: keepContainer, State: keep}, {Name: mainContainer, State: main}}}
	s.say("MODIFIED", pod)
}

// say tells the one that watches.
func (s *scripted) say(kind string, pod *corev1.Pod) {
	s.version++
	pod.ResourceVersion = fmt.Sprint(s.version)
	text, err := json.Marshal(map[string]any{"type": kind, "object": pod})
	if err != nil {
		s.t.Error(err)
	}
	s.changes <- text
}

func (s *scripted) list(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Get("watch") != "" {
		s.follow(w, r)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found := corev1.PodList{TypeMeta: metav1.TypeMeta{Kind: "PodList", APIVersion: "v1"}, ListMeta: metav1.ListMeta{ResourceVersion: fmt.Sprint(s.version)}}
	for _, pod := range s.pods {
		found.Items = append(found.Items, *pod)
	}
	s.answer(w, http.StatusOK, &found)
}

func (s *scripted) follow(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	for {
		_ = http.NewResponseController(w).Flush()
		select {
		case text := <-s.changes:
			_, _ = w.Write(text)
		case <-r.Context().Done():
			return
		}
	}
}

func (s *scripted) get(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if pod := s.pods[r.PathValue("name")]; pod != nil {
		s.answer(w, http.StatusOK, pod)
		return
	}
	s.refuse(w, http.StatusNotFound, metav1.StatusReasonNotFound, "no such pod")
}

func (s *scripted) remove(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	pod := s.pods[r.PathValue("name")]
	if pod == nil {
		s.refuse(w, http.StatusNotFound, metav1.StatusReasonNotFound, "no such pod")
		return
	}
	if pod.DeletionTimestamp == nil {
		now := metav1.Now()
		pod.DeletionTimestamp = &now
		time.AfterFunc(s.lag, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			delete(s.pods, pod.Name)
			s.say("DELETED", pod)
		})
	}
	s.answer(w, http.StatusOK, pod)
}

// exec sends what the Pod left, and then the kubelet says that its command has ended.
func (s *scripted) exec(w http.ResponseWriter, r *http.Request) {
	words := r.URL.Query()["command"]
	up := websocket.Upgrader{Subprotocols: []string{"v5.channel.k8s.io"}}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		s.t.Error(err)
		return
	}
	defer conn.Close()
	if words[1] == "take" && !s.takes() {
		s.findNothing(conn)
		return
	}
	if words[1] == "take" {
		err = s.take(channel{conn, 1})
	} else {
		err = hold.Send(channel{conn, 1}, s.dir, words[3:])
	}
	if _, err2 := (channel{conn, 3}).Write([]byte(`{"metadata": {}, "status": "Success"}`)); err != nil || err2 != nil {
		s.t.Error(err, err2)
	}
	_ = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	s.mu.Lock()
	defer s.mu.Unlock()
	switch pod := s.pods[r.PathValue("name")]; {
	case pod == nil:
	case words[1] == "take":
		s.run(pod)
	default:
		s.become(pod, corev1.ContainerState{Running: &corev1.ContainerStateRunning{}}, corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{}})
	}
}

// findNothing answers as the API server does if there is no container, which it finds out after it has taken the connection. The client must
// send nothing before a container reads.
func (s *scripted) findNothing(conn *websocket.Conn) {
	status := `{"metadata": {}, "status": "Failure", "reason": "InternalError", "code": 500, "message": "unable to upgrade connection: container not found (\"keep\")"}`
	if _, err := (channel{conn, 3}).Write([]byte(status)); err != nil {
		s.t.Error(err)
	}
	_ = conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	for {
		_, message, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if message[0] == 0 {
			s.t.Errorf("the client sends %d bytes, and no container reads them", len(message)-1)
		}
	}
}

// takes reports whether a checkout is taken now.
func (s *scripted) takes() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.early--
	return s.early <= 0
}

// take takes a checkout as the container does.
func (s *scripted) take(c channel) error {
	from, to := io.Pipe()
	go func() {
		for {
			_, message, err := c.ReadMessage()
			if err == nil && message[0] == 0 {
				_, err = to.Write(message[1:])
			}
			if err != nil {
				to.CloseWithError(err)
				return
			}
		}
	}()
	_, err := io.WriteString(c, hold.TakesCheckout+"\n")
	err = errors.Join(err, hold.Take(from, s.dir))
	from.Close()
	_, err2 := io.WriteString(c, hold.TookCheckout+"\n")
	return errors.Join(err, err2)
}

// channel is a stream of exec: the first byte of each message is its number.
type channel struct {
	*websocket.Conn
	number byte
}

// Write implements io.Writer.
func (c channel) Write(p []byte) (int, error) {
	return len(p), c.WriteMessage(websocket.BinaryMessage, append([]byte{c.number}, p...))
}
