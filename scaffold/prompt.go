package scaffold

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrAborted tells that the user ended the questions.
var ErrAborted = errors.New("stopped; nothing was written")

// Interview asks people for answers on a terminal.
type Interview struct {
	In  *bufio.Reader
	Out io.Writer
}

// errBack tells that the user wants the question before.
var errBack = errors.New("back")

// line reads one answer.
func (i *Interview) line() (string, error) {
	text, err := i.In.ReadString('\n')
	if errors.Is(err, io.EOF) && text == "" {
		return "", ErrAborted
	}
	text = strings.TrimSpace(text)
	if text == "<" {
		return "", errBack
	}
	return text, nil
}

// Choose asks for one of several names; an empty answer is the first.
func (i *Interview) Choose(prompt string, names, notes []string) (string, error) {
	for {
		fmt.Fprintf(i.Out, "%s\n", prompt)
		for n, name := range names {
			fmt.Fprintf(i.Out, "  %2d  %-24s %s\n", n+1, name, notes[n])
		}
		fmt.Fprintf(i.Out, "[%s]: ", names[0])
		text, err := i.line()
		if errors.Is(err, errBack) {
			continue
		} else if err != nil {
			return "", err
		}
		if text == "" {
			return names[0], nil
		}
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(names) {
			return names[n-1], nil
		}
		for _, name := range names {
			if strings.EqualFold(name, text) {
				return name, nil
			}
		}
		fmt.Fprintf(i.Out, "There is no %q; give a number or a name.\n", text)
	}
}

// Yes asks a question; no answer is no.
func (i *Interview) Yes(prompt string) bool {
	fmt.Fprint(i.Out, prompt)
	text, err := i.line()
	return err == nil && strings.HasPrefix(strings.ToLower(text), "y")
}

// Ask goes through the questions of a template that have no answer yet, lets
// people go back with <, and shows all answers in the end.
func (i *Interview) Ask(t *Template, given Answers, user User) (Answers, error) {
	answers := Answers{}
	for k, v := range given {
		answers[k] = v
	}
	var open []Question
	for _, q := range t.Questions() {
		if _, ok := given[q.Name]; !ok {
			open = append(open, q)
		}
	}
	fmt.Fprintln(i.Out, "Enter accepts what stands in brackets; < goes back.")
	at := 0
	for {
		for at < len(open) {
			next, err := i.question(t, &open[at], answers, user)
			if err != nil {
				return nil, err
			}
			at = max(0, at+next)
		}
		ok, err := i.review(t, answers)
		if errors.Is(err, errBack) {
			at = max(0, len(open)-1)
			continue
		}
		if err != nil || ok {
			return answers, err
		}
		at = 0
	}
}

// question asks one question until it is answered; it returns the step to the
// question after (1) or before (-1).
func (i *Interview) question(t *Template, q *Question, answers Answers, user User) (int, error) {
	suggestion, ok := answers[q.Name]
	if !ok {
		var err error
		if suggestion, err = q.Suggest(answersBefore(t, q, answers), user); err != nil {
			return 0, err
		}
	}
	for {
		if q.Choices != nil {
			fmt.Fprintf(i.Out, "%s: %s\n", q.Prompt, strings.Join(q.Choices, ", "))
		}
		fmt.Fprintf(i.Out, "%s [%s]: ", q.Prompt, suggestion)
		text, err := i.line()
		if errors.Is(err, errBack) {
			return -1, nil
		} else if err != nil {
			return 0, err
		}
		if text == "" {
			text = suggestion
		}
		answer, err := q.Validate(text)
		if err == nil {
			answers[q.Name] = answer
			return 1, nil
		}
		fmt.Fprintf(i.Out, "%s\n", err)
	}
}

// answersBefore are the answers that a question's default may use; a question
// that was skipped counts as empty.
func answersBefore(t *Template, q *Question, answers Answers) Answers {
	out := Answers{}
	for _, other := range t.Questions() {
		if other.Name == q.Name {
			break
		}
		out[other.Name] = answers[other.Name]
	}
	return out
}

// review shows the answers and asks whether they are right.
func (i *Interview) review(t *Template, answers Answers) (bool, error) {
	fmt.Fprintf(i.Out, "\n%-28s %s %s\n", "template", t.Handle, t.Version)
	for _, q := range t.Questions() {
		fmt.Fprintf(i.Out, "%-28s %s\n", q.Name, answers[q.Name])
	}
	fmt.Fprint(i.Out, "Make the project? (yes, no to ask again, < for the last question) [yes]: ")
	text, err := i.line()
	if err != nil {
		return false, err
	}
	return text == "" || strings.HasPrefix(strings.ToLower(text), "y"), nil
}
