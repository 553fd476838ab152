;;; What the tests of Emacs share -*- lexical-binding: t; -*-

;; Under -Q the packages of the system are not on the path.
(dolist (dir (file-expand-wildcards (concat (or (getenv "MLF_LSP_ELPA") "/usr/share/emacs/site-lisp") "/elpa*/*") t))
  (add-to-list 'load-path dir))
;; An Emacs that was unpacked beside the system cannot start itself to compile.
(setq native-comp-jit-compilation nil
      native-comp-enable-subr-trampolines nil)

(setq python-indent-guess-indent-offset nil
      create-lockfiles nil
      make-backup-files nil)

(defun t-check (ok what)
  "Say WHAT, and leave Emacs unless OK."
  (message "%s %s" (if ok "ok" "FAIL") what)
  (unless ok (kill-emacs 1)))

(defun t-wait (what is)
  "Wait until the function IS gives something, say WHAT, and give it."
  (let ((end (+ (float-time) 30)) (r nil))
    (while (and (not (setq r (funcall is))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (t-check r what)
    r))

(defun t-wants (want have)
  "Wait until the function HAVE gives the string WANT."
  (let ((end (+ (float-time) 30)) (r nil))
    (while (and (not (equal want (setq r (funcall have)))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (t-check (equal want r) (format "have %S, want %S" r want))))
