;;; typing.el --- What Dixit costs who types  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; In batch, `bench-typing' starts an Emacs of the same kind on a terminal of
;; its own, or in a frame, and prints what that one has measured.  There, each key is a command
;; and the redisplay after it; the mode goes on and off every few dozen keys,
;; so that whatever else the machine does meets both alike.
;;
;; A machine that does other things too makes everything longer.  So what took
;; some time is taken to have taken the lesser of that and of the processor time
;; of all of Emacs's threads, neither of which is less than what Emacs's own
;; thread needed.
;;
;; Emacs collects garbage when enough of it was made, at whatever key.  So keys are
;; told without the collections that fell on them; how much garbage a key makes,
;; on how many of a thousand keys a collection fell, and what the 99th percentile
;; is with them, is told beside it.
;;
;; A hold is the time in which a key would have to wait: from the start of
;; something that Dixit has Emacs do, or from the last time that it looked for
;; input, to its end or the next such look.  A collection of garbage that falls
;; into it, or comes right after it, makes it longer: that is told with the
;; collections (all) and without (net).  How often Emacs collects, and how long
;; it takes with the mode and without, the table of garbage says.

;;; Code:

(require 'cl-lib)

(defvar bench-typing-root
  (expand-file-name "../.." (file-name-directory (or load-file-name buffer-file-name)))
  "The project's directory.")

;;;; Outside

(defun bench-typing (elc &optional frame)
  "Measure with the compiled files in ELC, and print what came of it.
With FRAME, do it in a frame on the display that the environment names."
  (let* ((results (make-temp-file "dixit-bench"))
         (process-environment (append '("TERM=xterm-256color" "COLORTERM=")
                                      process-environment))
         (process
          (make-process
           :name "typing" :connection-type (if frame 'pipe 'pty) :noquery t
           :filter #'ignore
           :command (append
                     (list (expand-file-name invocation-name invocation-directory)
                           "-Q")
                     (if frame '("-g" "118x38") '("-nw"))
                     (list "-L" elc
                           "--eval" (format "(setq bench-typing-results %S)" results)
                           "-l" (expand-file-name "tests/bench/typing.el"
                                                  bench-typing-root)
                           "-f" "bench-typing-inside")))))
    (unless frame (set-process-window-size process 40 120))
    (unwind-protect
        (progn
          (while (process-live-p process)
            (accept-process-output process 1))
          (with-temp-buffer
            (insert-file-contents results)
            (princ (buffer-string)))
          (kill-emacs (if (eql 0 (process-exit-status process)) 0 1)))
      (delete-file results))))

;;;; Inside

(defvar bench-typing-results nil
  "The file for what is measured.")

(defun bench-typing-say (format &rest arguments)
  "Write FORMAT with ARGUMENTS to the results, as a line."
  (write-region (concat (apply #'format format arguments) "\n") nil
                bench-typing-results t 'quiet))

(defvar dixit-mode)
(defvar dixit--directory)
(defvar dixit--jobs)
(defvar dixit--document)
(declare-function dixit-mode "dixit" (&optional argument))
(declare-function dixit--fresh-p "dixit-watch" ())
(declare-function dixit-module-ensure "dixit-module" ())

(defun bench-typing-text (bytes)
  "Return our own articles, again and again, up to about BYTES characters."
  (with-temp-buffer
    (let ((all (with-temp-buffer
                 (dolist (file (directory-files
                                (expand-file-name "tests/articles" bench-typing-root)
                                t "\\.txt\\'"))
                   (insert-file-contents file)
                   (goto-char (point-max))
                   (insert "\n\n"))
                 (buffer-string))))
      (while (< (buffer-size) bytes)
        (insert (substring all 0 (min (length all) (- bytes (buffer-size))))))
      (buffer-string))))

(defun bench-typing-fraction (numbers fraction)
  "Return the number in NUMBERS below which FRACTION of them are."
  (let ((sorted (sort (copy-sequence numbers) #'<)))
    (nth (min (1- (length sorted)) (floor (* fraction (length sorted)))) sorted)))

(defun bench-typing-ms (seconds)
  "Return SECONDS as text in milliseconds."
  (format "%.2f" (* 1000 seconds)))

(defun bench-typing-now ()
  "Return the present, for `bench-typing-took'."
  (cons (float-time) (float-time (get-internal-run-time))))

(defun bench-typing-took (start)
  "Return the seconds that were needed since START."
  (min (- (float-time) (car start))
       (- (float-time (get-internal-run-time)) (cdr start))))

(defun bench-typing-analysed ()
  "End the wait of `bench-typing-wait'."
  (redisplay t)
  (setq bench-typing-moment (float-time)
        ;; What `bench-typing-pause' waits for.
        unread-command-events (list 'bench)))

(defvar bench-typing-moment nil
  "When the text was last analysed and shown.")

(defun bench-typing-pause (seconds)
  "Let Emacs be idle for SECONDS."
  ;; Under `sit-for' no idle timer runs.
  (let ((timer (run-with-timer seconds nil
                               (lambda () (setq unread-command-events (list 'bench))))))
    (read-event)
    (cancel-timer timer)
    (setq unread-command-events nil)))

(defun bench-typing-wait (seconds)
  "Idle until the current buffer is analysed and shown, at most SECONDS.
Return the moment, or signal an error."
  (setq bench-typing-moment nil)
  (add-hook 'dixit-analyzed-hook #'bench-typing-analysed nil t)
  (unwind-protect
      (unless (dixit--fresh-p) (bench-typing-pause seconds))
    (remove-hook 'dixit-analyzed-hook #'bench-typing-analysed t)
    (setq unread-command-events nil))
  (if (dixit--fresh-p) bench-typing-moment
    (error "Not analysed within %d seconds" seconds)))

(defconst bench-typing-sequence
  (vconcat "the sea " [?\C-n] "it rose" [backspace ?\C-f ?\C-f] ", she said. "
           [?\C-p ?\M-f] "“No,” he" [?\C-b backspace return] "and then" [?\C-v ?\M-v])
  "What is typed.")

(cl-defstruct bench-typing-keys
  "What keys took."
  net                ; lists of seconds, without collections
  typed              ; the same of keys that do not scroll
  all                ; with collections
  (collections 0)
  (bytes 0))         ; that were allocated

(defun bench-typing-block (keys)
  "Type once, and add what each key took to KEYS."
  (let ((bytes (bench-typing-allocated)))
    (dotimes (i (length bench-typing-sequence))
      (let ((start (bench-typing-now))
            (done gcs-done)
            (elapsed gc-elapsed))
        (condition-case nil
            (execute-kbd-macro (vector (aref bench-typing-sequence i)))
          ;; Scrolling a short text.
          ((beginning-of-buffer end-of-buffer)))
        (redisplay t)
        (let ((took (bench-typing-took start)))
          (push took (bench-typing-keys-all keys))
          (unless (= done gcs-done)
            (setq took (max 0 (- (float-time) (car start) (- gc-elapsed elapsed)))))
          (push took (bench-typing-keys-net keys))
          (unless (memq (aref bench-typing-sequence i) '(?\C-v ?\M-v))
            (push took (bench-typing-keys-typed keys))))
        (cl-incf (bench-typing-keys-collections keys) (- gcs-done done))))
    (cl-incf (bench-typing-keys-bytes keys) (- (bench-typing-allocated) bytes))))

(defun bench-typing-size (bytes phases)
  "Measure keys in a buffer of BYTES, PHASES times with and without the mode."
  (switch-to-buffer (generate-new-buffer "typing"))
  (buffer-disable-undo)
  (insert (bench-typing-text bytes))
  (text-mode)
  (goto-char (/ (point-max) 2))
  (forward-paragraph)
  (let ((off (make-bench-typing-keys))
        (on (make-bench-typing-keys)))
    (dotimes (i phases)
      (let ((keys (if (cl-evenp i) on off)))
        (dixit-mode (if (cl-evenp i) 1 -1))
        ;; Time to read the text.
        (bench-typing-pause (if (cl-evenp i) 0.8 0.3))
        (when (cl-evenp i)
          (cl-loop repeat 100 until (dixit--fresh-p) do (bench-typing-pause 0.3)))
        (bench-typing-block keys)
        ;; A pause, and on.
        (dotimes (_ 3)
          (bench-typing-pause 0.4)
          (bench-typing-block keys))))
    (dixit-mode -1)
    (cl-flet ((ms (which keys fraction)
                (bench-typing-fraction (funcall which keys) fraction)))
      (bench-typing-say
       "| %8s | %4d | %5s %5s | %5s %5s | %+.2f | %+.2f | %5s %5s | %4.1f %4.1f | %4.1f %4.1f |"
       (file-size-human-readable bytes) (length (bench-typing-keys-all on))
       (bench-typing-ms (ms #'bench-typing-keys-net off 0.5))
       (bench-typing-ms (ms #'bench-typing-keys-net off 0.99))
       (bench-typing-ms (ms #'bench-typing-keys-net on 0.5))
       (bench-typing-ms (ms #'bench-typing-keys-net on 0.99))
       (* 1000 (- (ms #'bench-typing-keys-net on 0.99)
                  (ms #'bench-typing-keys-net off 0.99)))
       (* 1000 (- (ms #'bench-typing-keys-typed on 0.99)
                  (ms #'bench-typing-keys-typed off 0.99)))
       (bench-typing-ms (ms #'bench-typing-keys-all off 0.99))
       (bench-typing-ms (ms #'bench-typing-keys-all on 0.99))
       (/ (* 1000.0 (bench-typing-keys-collections off))
          (length (bench-typing-keys-all off)))
       (/ (* 1000.0 (bench-typing-keys-collections on))
          (length (bench-typing-keys-all on)))
       (/ (bench-typing-keys-bytes off) 1000.0 (length (bench-typing-keys-all off)))
       (/ (bench-typing-keys-bytes on) 1000.0 (length (bench-typing-keys-all on))))))
  (set-buffer-modified-p nil)
  (kill-buffer))

;; Garbage.

(defun bench-typing-allocated ()
  "Return the bytes that Emacs has allocated since it was started."
  (cl-loop for count in (memory-use-counts)
           ;; Conses, floats, cells of vectors, symbols, characters, intervals
           ;; and strings.
           for size in '(16 8 8 48 1 56 32)
           sum (* count size)))

(defun bench-typing-collecting ()
  "Return the seconds that a collection of garbage takes now: the least of ten."
  (garbage-collect)
  (cl-loop repeat 10
           minimize (let ((before gc-elapsed))
                      (garbage-collect)
                      (- gc-elapsed before))))

(defun bench-typing-garbage (bytes)
  "Measure what is allocated for a change and the pause after it, in BYTES.
And how long Emacs takes to collect garbage then."
  (switch-to-buffer (generate-new-buffer "garbage"))
  (buffer-disable-undo)
  (insert (bench-typing-text bytes))
  (text-mode)
  (goto-char (/ (point-max) 2))
  (forward-paragraph)
  (let (results collecting)
    (dolist (on '(nil t))
      (when on (dixit-mode 1))
      (dotimes (i 21)
        (when (= i 1)
          (garbage-collect)
          (push gcs-done results)
          (push (bench-typing-allocated) results))
        (execute-kbd-macro "a")
        (redisplay t)
        (if on (bench-typing-wait 100) (bench-typing-pause 0.4)))
      (push (- (bench-typing-allocated) (pop results)) results)
      (setcar (cdr results) (- gcs-done (cadr results)))
      (push (bench-typing-collecting) collecting))
    (dixit-mode -1)
    (pcase-let ((`(,on ,on-times ,off ,off-times) results))
      (bench-typing-say "| %8s | %9.1f | %9.1f | %9d | %9d | %9s | %9s |"
                        (file-size-human-readable bytes)
                        (/ off 20 1000.0) (/ on 20 1000.0) off-times on-times
                        (bench-typing-ms (cadr collecting))
                        (bench-typing-ms (car collecting)))))
  (set-buffer-modified-p nil)
  (kill-buffer))

;; Holds.

(defvar bench-typing-holds nil
  "Lists (SECONDS COLLECTING COLLECTIONS FUNCTION), one a hold.")

(defvar bench-typing-since nil
  "When the present hold began, and what was collected before it; or nil.")

(defun bench-typing-look (&rest _)
  "Note that a hold ends and the next begins."
  (when bench-typing-since
    (bench-typing-note 'look)))

(defun bench-typing-note (function)
  "Note the end of a hold by FUNCTION, and begin the next."
  (pcase-let ((`(,start ,elapsed ,done) bench-typing-since))
    (let ((took (bench-typing-took start)))
      (push (list took (min took (- gc-elapsed elapsed)) (- gcs-done done)
                  function)
            bench-typing-holds)))
  (setq bench-typing-since (bench-typing-start)))

(defun bench-typing-start ()
  "Return what `bench-typing-since' has for a hold that begins."
  (list (bench-typing-now) gc-elapsed gcs-done))

(defun bench-typing-watch (function)
  "Note the holds of FUNCTION, a symbol."
  (advice-add function :around
              (lambda (original &rest arguments)
                (if bench-typing-since
                    (apply original arguments)
                  (let ((bench-typing-since (bench-typing-start)))
                    (prog1 (apply original arguments)
                      (bench-typing-note function)))))))

(defun bench-typing-report-holds (what)
  "Report the longest hold since the last report, of WHAT."
  (let* ((net (lambda (hold) (- (nth 0 hold) (nth 1 hold))))
         (most (car (sort (copy-sequence bench-typing-holds)
                          (lambda (a b) (> (funcall net a) (funcall net b)))))))
    (bench-typing-say "| %-42s | %6s | %-28s | %6s | %11d |" what
                      (bench-typing-ms (funcall net most)) (nth 3 most)
                      (bench-typing-ms (apply #'max (mapcar #'car bench-typing-holds)))
                      (apply #'+ (mapcar (lambda (hold) (nth 2 hold)) bench-typing-holds)))
    (setq bench-typing-holds nil)))

(defun bench-typing-long (bytes)
  "Measure the longest holds in a text of BYTES."
  (switch-to-buffer (generate-new-buffer "long"))
  (buffer-disable-undo)
  (insert (bench-typing-text bytes))
  (goto-char (point-min))
  (text-mode)
  (let ((size (file-size-human-readable bytes)))
    (setq bench-typing-holds nil)
    (garbage-collect)
    (dixit-mode 1)
    (bench-typing-wait 100)
    (bench-typing-pause 0.1)
    (bench-typing-report-holds (format "%s, read for the first time" size))
    (dotimes (i 5)
      (goto-char (* (1+ i) (/ (point-max) 7)))
      (execute-kbd-macro "a")
      (redisplay t)
      (bench-typing-wait 100))
    (bench-typing-report-holds (format "%s, five changes, each read again" size))
    (dotimes (_ 40) (scroll-up-command) (redisplay t))
    (bench-typing-report-holds (format "%s, forty screens" size)))
  (dixit-mode -1)
  (bench-typing-report-holds "the mode turned off")
  (set-buffer-modified-p nil)
  (kill-buffer))

(defun bench-typing-painted-p (&optional position)
  "Return non-nil if something of Dixit's is painted, at POSITION if given."
  (cl-some (lambda (overlay) (eq (overlay-get overlay 'category) 'dixit-overlay))
           (if position (overlays-at position)
             (overlays-in (point-min) (point-max)))))

(defun bench-typing-fresh ()
  "Measure how long a fresh article, and a changed paragraph, wait for colour."
  (let (first times changes)
    (dotimes (i 12)
      (let* ((file (make-temp-file "dixit-article" nil ".txt"))
             (coding-system-for-write 'utf-8-unix)
             (text (bench-typing-text 5000)))
        (write-region text nil file nil 'quiet)
        (let ((start (float-time)))
          (find-file file)
          (let ((took (- (bench-typing-wait 10) start)))
            (unless (bench-typing-painted-p) (error "Nothing is painted"))
            (if (zerop i) (setq first took) (push took times))))
        ;; Between paragraphs, and within sight.
        (goto-char (point-min))
        (forward-paragraph 2)
        (insert "\n\n“It is late,” Dora Quist said.\n\n")
        (redisplay t)
        (let ((start (float-time))
              (place (- (point) 10)))
          (push (- (bench-typing-wait 10) start) changes)
          (unless (bench-typing-painted-p place) (error "Nothing is painted")))
        (set-buffer-modified-p nil)
        (kill-buffer)
        (delete-file file)))
    (bench-typing-say "| %-42s | %6s |" "first article of a session, module and model"
                      (bench-typing-ms first))
    (bench-typing-say "| %-42s | %6s |" "another fresh article of 800 words, median"
                      (bench-typing-ms (bench-typing-fraction times 0.5)))
    (bench-typing-say "| %-42s | %6s |" "the same, the longest of eleven"
                      (bench-typing-ms (bench-typing-fraction times 1)))
    (bench-typing-say "| %-42s | %6s |" "a changed paragraph, from the key, median"
                      (bench-typing-ms (bench-typing-fraction changes 0.5)))))

(defun bench-typing-inside ()
  "Measure all, and end Emacs."
  (condition-case err
      (progn
        ;; Native compilation would load what it has made at any moment.
        (set 'native-comp-deferred-compilation nil)
        (set 'native-comp-jit-compilation nil)
        (require 'dixit)
        (setq dixit--directory bench-typing-root
              make-backup-files nil
              auto-save-default nil)
        (bench-typing-say "Emacs %s, %s\n" emacs-version
                          (if (display-graphic-p) "a frame" "a terminal"))
        (add-hook 'text-mode-hook #'dixit-mode)
        (bench-typing-say "| %-42s | %6s |\n|-" "from opening to colours" "ms")
        (bench-typing-fresh)
        (remove-hook 'text-mode-hook #'dixit-mode)
        (dixit-module-ensure)
        (bench-typing-say "\n| %8s | %4s | %-11s | %-11s | %5s | %5s | %-11s | %-9s | %-9s |\n| %8s | %4s | %5s %5s | %5s %5s | %5s | %5s | %5s %5s | %4s %4s | %4s %4s |\n|-"
                          "ms a key" "" "off" "on" "more" "typed" "all: 99%"
                          "gcs, ‰" "kB"
                          "buffer" "keys" "50%" "99%" "50%" "99%" "99%" "99%"
                          "off" "on" "off" "on" "off" "on")
        (bench-typing-size 5000 14)
        (bench-typing-size 1000000 14)
        (bench-typing-size 10000000 14)
        (bench-typing-say "\n| %8s | %-21s | %-21s | %-21s |\n| %8s | %9s | %9s | %9s | %9s | %9s | %9s |\n|-"
                          "buffer" "garbage a change, kB" "collections in twenty"
                          "one takes, ms"
                          "" "off" "on" "off" "on" "off" "on")
        (mapc #'bench-typing-garbage '(5000 1000000 10000000))
        (mapc #'bench-typing-watch
              '(dixit--idle dixit--filter dixit--changed dixit--shown dixit-mode
                dixit-highlight--scrolled dixit-highlight--configured dixit-eldoc))
        (advice-add 'input-pending-p :before #'bench-typing-look)
        (bench-typing-say "\n| %-42s | %6s | %-28s | %6s | %11s |\n|-" "longest hold, ms"
                          "net" "by" "all" "collections")
        (bench-typing-long 1000000)
        (bench-typing-long 10000000)
        (kill-emacs 0))
    (error
     (bench-typing-say "error: %S" err)
     (kill-emacs 1))))

(provide 'typing)

;;; typing.el ends here
