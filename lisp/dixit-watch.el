;;; dixit-watch.el --- What is known of a buffer, kept up to date  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;; This file is not part of GNU Emacs.

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the
;; Free Software Foundation, either version 3 of the License, or (at your
;; option) any later version.

;; This program is distributed in the hope that it will be useful, but
;; WITHOUT ANY WARRANTY; without even the implied warranty of
;; MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the GNU
;; General Public License for more details.

;; You should have received a copy of the GNU General Public License along
;; with this program.  If not, see <https://www.gnu.org/licenses/>.

;;; Commentary:

;; When the user pauses, the text of a buffer that has changed is handed to a
;; thread of the module, a slice at a time and not while input is waiting.  The
;; thread writes to a pipe when it is done; its filter takes the document if
;; the text is still the same.  A change of the text ends the analysis.
;;
;; What is found is kept in a memo of the buffer, so that the next analysis works
;; on what has changed alone.
;;
;; A long text that is new is read twice: first what the windows show, which is
;; painted at once and then forgotten, and then all of it.
;;
;; Emacs collects garbage whenever enough of it was made.  That takes longer than
;; all that is done here at once, so that it has to wait until this is done; if
;; the pause is a long one, it is done then, before somebody types again.
;;
;; In batch there are no threads, and every analysis is waited for.

;;; Code:

(require 'cl-lib)
(require 'dixit-copy)
(require 'dixit-direction)
(require 'dixit-document)
(require 'dixit-highlight)
(require 'dixit-mask)

(defvar dixit-mode)
(defvar dixit-highlight)
(defvar dixit--watched)
(declare-function dixit--update-lighter "dixit" ())
(declare-function dixit--summary "dixit" ())
(declare-function dixit--mod-worker "dixit-module.so")
(declare-function dixit--mod-stop "dixit-module.so")
(declare-function dixit--mod-release "dixit-module.so")
(declare-function dixit--mod-memo "dixit-module.so")
(declare-function dixit--mod-memo-free "dixit-module.so")
(declare-function dixit--mod-job "dixit-module.so")
(declare-function dixit--mod-job-add "dixit-module.so")
(declare-function dixit--mod-job-start "dixit-module.so")
(declare-function dixit--mod-job-cancel "dixit-module.so")
(declare-function dixit--mod-job-take "dixit-module.so")

(defcustom dixit-idle-delay 0.25
  "Seconds without input after which a changed text is analysed again."
  :type 'number
  :safe #'numberp
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defcustom dixit-analyzed-hook nil
  "Hook run in a buffer after it has been analysed.
`dixit-current-document' returns what was found."
  :type 'hook
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defvar dixit-analyze-function #'dixit-analyze-buffer
  "Function that analyses the current buffer, widened.
It takes no argument, and returns a `dixit-document' with buffer positions.
Any but the default is called by Emacs's own thread.")

(defvar dixit--threads (not noninteractive)
  "Non-nil means that texts are analysed in threads of the module.")

;;;; What is known

(defvar-local dixit--document nil
  "What the last analysis of this buffer has found, or nil.")

(defvar-local dixit--tick nil
  "The value of `buffer-chars-modified-tick' that `dixit--document' is for.
That tick leaves changes of text properties out, and an indirect buffer has
the same as its base.")

(defvar-local dixit--owner nil
  "The buffer that `dixit--document' was made in.
A clone inherits the other variables, and knows by this one.")

(defvar-local dixit--cost 0
  "Seconds that the last analysis of this buffer took.")

(defvar-local dixit--memo nil
  "What the module keeps of one analysis for the next, or nil.
It is (BUFFER . NATIVE), for a clone inherits that of its original.")

(defvar-local dixit--error nil
  "Message of the error that the last analysis ended with, or nil.")

(defvar-local dixit--error-tick nil
  "The tick of the text that `dixit--error' is about.")

(defun dixit--fresh-p ()
  "Return non-nil if the current buffer is analysed as it is now."
  (and dixit--document
       (eq dixit--owner (current-buffer))
       (eql dixit--tick (buffer-chars-modified-tick))))

(defun dixit--forget ()
  "Forget what is known of the current buffer, and what is being found out."
  (dixit--cancel (current-buffer))
  (dixit-copy-forget)
  (dixit--free-memo)
  (mapc #'kill-local-variable
        '(dixit--document dixit--tick dixit--owner dixit--cost
          dixit--error dixit--error-tick)))

(defun dixit--accept (document tick)
  "Take DOCUMENT for the analysis of the current buffer.
TICK is the state of the text that DOCUMENT was made from.  If the text has
changed since, the positions mean nothing: drop DOCUMENT and return nil."
  (when (eql tick (buffer-chars-modified-tick))
    (setq dixit--document document
          dixit--tick tick
          dixit--owner (current-buffer)
          dixit--error nil
          dixit--error-tick nil)
    (dixit--update-lighter)
    (dixit-direction-note document)
    (when (and dixit-mode dixit-highlight)
      (dixit-highlight-show document))
    (run-hooks 'dixit-analyzed-hook)
    document))

(defun dixit--failed (err)
  "Keep ERR, the error of an analysis nobody asked for, for the mode line."
  (setq dixit--error (if (eq (car err) 'dixit-error) (cadr err)
                       (error-message-string err))
        dixit--error-tick (buffer-chars-modified-tick))
  (dixit--update-lighter))

(defun dixit--threads-p ()
  "Return non-nil if the current buffer is analysed in another thread."
  (and dixit--threads (eq dixit-analyze-function #'dixit-analyze-buffer)))

(defun dixit-current-document (&optional cached)
  "Return the `dixit-document' of the current buffer as it is now.
Analyse it, if that has not been done since the last change, and wait for
that; but if CACHED is non-nil, return nil instead.  The document is good
until the text changes."
  (unless cached (dixit--need-text))
  (cond ((dixit--fresh-p) dixit--document)
        (cached nil)
        ((dixit--threads-p) (dixit--wait))
        (t (let ((found (dixit--examine)))
             (or (dixit--accept (car found) (cdr found))
                 (error "The text changed while it was being read"))))))

;; A list has no words of its own: who asks there asks of the text.

(defvar-local dixit-place-function nil
  "Function that returns what point is about in another text, or nil.
The value is a list (BUFFER POSITION ITEM), ITEM a `dixit-quote' or a
`dixit-entity'.  Lists set it; where it is nil, point is in a text itself.")

(defun dixit--need-text ()
  "Signal an error if the current buffer is a list of what is in others."
  (when dixit-place-function
    (user-error "This is a list; do that in the text")))

(defun dixit-call-at-place (function)
  "Call FUNCTION with point where the text is that point is about.
It is called with what a list has at point, or nil in a text itself."
  (if (not dixit-place-function)
      (funcall function nil)
    (pcase-let ((`(,buffer ,position ,item) (funcall dixit-place-function)))
      (with-current-buffer buffer
        (save-excursion
          (save-restriction
            (widen)
            (goto-char position)
            (funcall function item)))))))

(defun dixit-refresh ()
  "Analyse the current buffer again, even if it has not changed."
  (interactive)
  (dixit--cancel (current-buffer))
  (setq dixit--document nil
        dixit--error-tick nil)
  (dixit-current-document)
  (when (called-interactively-p 'interactive)
    (message "%s" (dixit--summary))))

(defun dixit--examine ()
  "Analyse the current buffer in this thread, and return (DOCUMENT . TICK).
Under `while-no-input', what is found before input arrives is lost."
  (let* ((tick (buffer-chars-modified-tick))
         (start (float-time))
         (document (funcall dixit-analyze-function)))
    (setq dixit--cost (- (float-time) start))
    (cons document tick)))

;;;; The worker

(cl-defstruct (dixit--job (:copier nil))
  "A text on its way through the module."
  number                ; what the worker calls it by
  native                ; the module's job
  buffer tick           ; what text, and its state
  from to               ; the part of it
  at                    ; up to where it was handed over
  begun                 ; when, a float
  glance)               ; non-nil if for the windows alone

(defvar dixit--worker nil
  "The worker as (PROCESS . NATIVE), or nil.")

(defvar dixit--jobs nil
  "The jobs that are not done, a list.")

(defvar dixit--broom nil
  "A timer for collecting garbage, or nil.")

(defvar dixit--job-number 0
  "The number of the last job.")

(defconst dixit--slice 65536
  "Characters that are handed over before input is looked for.")

(defconst dixit--glance-length 100000
  "Characters of a text from which on a part of it is read first.")

(defun dixit--get-worker ()
  "Return the module's worker, made if need be."
  (unless (and dixit--worker (process-live-p (car dixit--worker)))
    (dixit--release-worker)
    (let ((process (make-pipe-process
                    :name "dixit" :buffer (generate-new-buffer " *dixit*")
                    :noquery t :coding 'no-conversion
                    :filter #'dixit--filter :sentinel #'dixit--sentinel)))
      (condition-case err
          (setq dixit--worker (cons process (dixit--mod-worker process)))
        (error
         (kill-buffer (process-buffer process))
         (signal (car err) (cdr err)))))
    (add-hook 'kill-emacs-hook #'dixit--stop-worker))
  (cdr dixit--worker))

(defun dixit--release-worker ()
  "Cancel all jobs and let go of the worker, without waiting for anything."
  (mapc #'dixit--cancel-job dixit--jobs)
  (when dixit--worker
    (let ((process (car dixit--worker)))
      (dixit--mod-release (cdr dixit--worker))
      (setq dixit--worker nil)
      (set-process-sentinel process #'ignore)
      (when (buffer-live-p (process-buffer process))
        (kill-buffer (process-buffer process)))
      (delete-process process))
    (remove-hook 'kill-emacs-hook #'dixit--stop-worker)))

(defun dixit--stop-worker ()
  "Wait for the worker's threads to end: Emacs is about to."
  (mapc #'dixit--cancel-job dixit--jobs)
  (when dixit--worker
    (dixit--mod-stop (cdr dixit--worker))))

(defun dixit--sentinel (process _event)
  "Give up the jobs of the worker if its PROCESS was killed."
  (when (and (eq process (car dixit--worker)) (not (process-live-p process)))
    (dixit--release-worker)
    (dixit--look-again dixit-idle-delay)))

(defconst dixit--garbage (* 64 1024 1024)
  "Bytes that Emacs may allocate before it collects garbage, while we are at it.
Much more than is ever needed.")

(defmacro dixit--without-collecting (&rest body)
  "Do BODY, and let Emacs collect garbage after that at the earliest."
  (declare (indent 0) (debug t))
  `(let ((gc-cons-threshold (max gc-cons-threshold dixit--garbage)))
     ,@body))

(defconst dixit--long-pause 2
  "Seconds without input after which garbage may be collected.")

(defun dixit--filter (process string)
  "Take the results of the jobs that PROCESS tells of in STRING."
  (dixit--without-collecting
    (dixit--take-results process string))
  (unless (or dixit--broom (not dixit--watched))
    (setq dixit--broom
          (run-with-idle-timer dixit--long-pause nil #'dixit--collect))))

(defun dixit--collect ()
  "Collect garbage if Emacs would do so before long."
  (cancel-timer dixit--broom)
  (setq dixit--broom nil)
  (garbage-collect-maybe 2))

(defun dixit--take-results (process string)
  "Take the results of the jobs that PROCESS tells of in STRING."
  (let ((lines (split-string (concat (process-get process 'dixit-rest) string)
                             "\n")))
    (process-put process 'dixit-rest (car (last lines)))
    (dolist (line (butlast lines))
      (let ((job (cl-find (string-to-number line) dixit--jobs
                          :key #'dixit--job-number)))
        (when job
          (with-demoted-errors "Dixit: %S"
            (dixit--job-done job)))))))

(defun dixit--cancel-job (job)
  "Cancel JOB and forget it."
  (setq dixit--jobs (delq job dixit--jobs))
  (dixit--mod-job-cancel (dixit--job-native job)))

(defun dixit--cancel (buffer)
  "Cancel the jobs of BUFFER."
  (dolist (job dixit--jobs)
    (when (eq buffer (dixit--job-buffer job))
      (dixit--cancel-job job))))

(defun dixit--job-of (buffer glance)
  "Return the job of BUFFER, or nil; with GLANCE, that for its windows."
  (cl-find-if (lambda (job)
                (and (eq buffer (dixit--job-buffer job))
                     (eq (and glance t) (and (dixit--job-glance job) t))))
              dixit--jobs))

(defun dixit--get-memo ()
  "Return the module's memo of the current buffer, made if need be.
A text that nobody wants to be kept up to date has none."
  (when (memq (current-buffer) dixit--watched)
    (unless (eq (car dixit--memo) (current-buffer))
      (setq dixit--memo (cons (current-buffer) (dixit--mod-memo))))
    (cdr dixit--memo)))

(defun dixit--free-memo ()
  "Free the module's memo of the current buffer."
  (when (eq (car dixit--memo) (current-buffer))
    (dixit--mod-memo-free (cdr dixit--memo)))
  (kill-local-variable 'dixit--memo))

(defun dixit--new-job (from to glance)
  "Make a job for the text of the current buffer between FROM and TO.
With GLANCE, it is for the windows alone."
  (let* ((analyzer (dixit-module-ensure))
         (worker (dixit--get-worker))
         (number (cl-incf dixit--job-number))
         (bytes (- (position-bytes to) (position-bytes from)))
         (job (make-dixit--job
               :number number
               :native (dixit--mod-job worker analyzer number bytes
                                       (dixit-rules-for-buffer)
                                       (unless glance (dixit--get-memo)))
               :buffer (current-buffer) :tick (buffer-chars-modified-tick)
               :from from :to to :at from
               :begun (float-time) :glance glance)))
    (push job dixit--jobs)
    job))

(defun dixit--give (job string)
  "Append STRING to the text of JOB."
  (let ((native (dixit--job-native job)))
    (unless (multibyte-string-p string)
      (setq string (string-to-multibyte string)))
    (condition-case nil
        (dixit--mod-job-add native string)
      ;; Bytes that are no text are rare, and looking for them takes longer
      ;; than all the rest.
      (wrong-type-argument
       (dixit--mod-job-add native (dixit--clean string))))))

(defun dixit--hand-over (job &optional patient)
  "Hand the text of JOB over, and start it.
Stop when input is waiting, unless PATIENT, and return nil then."
  (save-restriction
    (widen)
    (let* ((to (dixit--job-to job))
           (mask (dixit-mask-function))
           ;; Looking for markup takes longer than copying.
           (slice (if mask (max 1 (/ dixit--slice 8)) dixit--slice))
           (copied (not (or mask (dixit--job-glance job))))
           (native (dixit--job-native job)))
      (when (and copied (= (dixit--job-at job) (dixit--job-from job))
                 (dixit-copy-give native))
        (setf (dixit--job-at job) to
              copied nil))
      (while (and (< (dixit--job-at job) to)
                  (or patient (not (input-pending-p))))
        (let ((limit (+ (dixit--job-at job) slice)))
          ;; Nothing ends in the middle of a line, unless it is very long.
          (when (and mask (< limit to))
            (setq limit (save-excursion
                          (goto-char limit)
                          (skip-chars-forward "^\n" (min to (+ limit slice)))
                          (point))))
          (pcase-let ((`(,string . ,next)
                       (dixit-mask-text mask (dixit--job-at job) (min to limit))))
            (dixit--give job string)
            (setf (dixit--job-at job) next))))
      (when (>= (dixit--job-at job) to)
        (when (and copied (memq (current-buffer) dixit--watched))
          (dixit-copy-keep native))
        (dixit--mod-job-start native)
        (setf (dixit--job-at job) nil)
        t))))

(defun dixit--job-done (job)
  "Take the result of JOB."
  (let ((buffer (dixit--job-buffer job)))
    (setq dixit--jobs (delq job dixit--jobs))
    (when (buffer-live-p buffer)
      (with-current-buffer buffer
        (condition-case err
            (let ((native (dixit--mod-job-take (dixit--job-native job))))
              (when native (dixit-rules-note native))
              (cond
               ((not (eql (dixit--job-tick job) (buffer-chars-modified-tick)))
                ;; An indirect buffer was edited, and nobody told.
                (dixit--look-again dixit-idle-delay))
               ((not native))
               ((not (dixit--job-glance job))
                (setq dixit--cost (- (float-time) (dixit--job-begun job)))
                (dixit--accept (dixit--native-document
                                native (dixit--job-from job)
                                (and (dixit-mask-function) t))
                               (dixit--job-tick job)))
               ((and dixit-mode dixit-highlight (not (dixit--fresh-p)))
                (dixit-highlight-show (dixit--native-document
                                       native (dixit--job-from job))
                                      (dixit--job-from job)
                                      (dixit--job-to job)))))
          (error (dixit--failed err)))))))

(defun dixit--whole-job ()
  "Return the job for all of the current buffer as it is now, perhaps a new one."
  (let ((job (dixit--job-of (current-buffer) nil)))
    (cond ((and job (eql (dixit--job-tick job) (buffer-chars-modified-tick)))
           job)
          (t (when job (dixit--cancel-job job))
             (save-restriction
               (widen)
               (dixit--new-job (point-min) (point-max) nil))))))

(defun dixit--wait ()
  "Analyse the current buffer in another thread, and wait for the document."
  (let* ((buffer (current-buffer))
         (job (dixit--whole-job))
         (process (car dixit--worker))
         (message (and (not noninteractive)
                       (run-with-timer
                        1 nil #'message "Dixit reads the text...  (%s stops waiting)"
                        (substitute-command-keys "\\[keyboard-quit]")))))
    (unwind-protect
        (progn
          (when (dixit--job-at job) (dixit--hand-over job t))
          (while (memq job dixit--jobs)
            (accept-process-output process 0.1)))
      (when message (cancel-timer message))
      (dixit--prune))
    (unless (buffer-live-p buffer)
      (signal 'dixit-error '("The buffer was killed while it was being read")))
    (cond ((dixit--fresh-p) dixit--document)
          ((eql dixit--error-tick (buffer-chars-modified-tick))
           (signal 'dixit-error (list dixit--error)))
          (t (signal 'dixit-error '("The text changed while it was being read"))))))

;;;; While nobody types

;; One timer serves all buffers.  It looks at ticks rather than at what
;; `after-change-functions' tells, because an edit in an indirect buffer does
;; not run the hooks of the others that show the same text.

(defvar dixit--watched nil
  "Buffers that are analysed again when they change.")

(defvar dixit--timer nil
  "The idle timer that looks after `dixit--watched', or nil.")

(defvar dixit--again nil
  "A timer for one more look, or nil.")

(defvar dixit--soon nil
  "A timer for a look as soon as Emacs has nothing else to do, or nil.")

(defun dixit--wanted-p ()
  "Return non-nil if somebody wants the current buffer analysed."
  (or dixit-mode
      (cl-some #'functionp
               (and (local-variable-p 'dixit-analyzed-hook)
                    (remq t dixit-analyzed-hook)))))

(defun dixit--watch ()
  "Keep the analysis of the current buffer up to date from now on."
  (cl-pushnew (current-buffer) dixit--watched)
  (unless dixit--timer
    (setq dixit--timer
          (run-with-idle-timer dixit-idle-delay t #'dixit--idle)))
  ;; The command that shows it may not have come to an end.
  (dixit--look-soon))

(defun dixit--prune ()
  "Forget buffers that nobody wants to be kept up to date.
When there is none left, nothing stays behind."
  (setq dixit--watched
        (cl-remove-if-not
         (lambda (buffer)
           (when (buffer-live-p buffer)
             (with-current-buffer buffer
               (or (dixit--wanted-p)
                   (ignore (dixit-copy-forget)
                           (dixit--free-memo))))))
         dixit--watched))
  (unless dixit--watched
    (dolist (timer '(dixit--timer dixit--again dixit--soon dixit--broom))
      (when (symbol-value timer)
        (cancel-timer (symbol-value timer))
        (set timer nil)))
    (dixit--release-worker)))

(defun dixit--look-again (seconds)
  "Run `dixit--idle' once more after SECONDS without input."
  (when dixit--again (cancel-timer dixit--again))
  (setq dixit--again
        (run-with-idle-timer
         (time-add (or (current-idle-time) 0) seconds) nil #'dixit--idle)))

(defun dixit--look-soon ()
  "Run `dixit--idle' when Emacs has nothing else to do."
  (unless (or dixit--soon noninteractive)
    (setq dixit--soon (run-with-timer 0 nil #'dixit--idle))))

(defun dixit--changed (&rest _)
  "Note a change of the text.
Changes by the user need no note: the idle timer comes after them.  Those
by processes and timers happen when it may have run already."
  (when dixit--jobs
    (dixit--cancel (current-buffer)))
  (when (and (current-idle-time) (not dixit--again))
    (dixit--look-again dixit-idle-delay)))

(defun dixit--shown (&rest _)
  "Note that the current buffer is in a window where another was.
A text that was never read, or never painted, should not wait for a pause."
  (unless (and (dixit--fresh-p) (dixit--painted-p))
    (dixit--look-soon)))

(defun dixit--idle ()
  "Analyse the watched buffers that are shown and have changed."
  (dolist (timer '(dixit--again dixit--soon))
    (when (symbol-value timer)
      (cancel-timer (symbol-value timer))
      (set timer nil)))
  (dixit--prune)
  (let ((here (window-buffer)))
    ;; What the user looks at comes first.
    (dolist (buffer (if (memq here dixit--watched)
                        (cons here (remq here dixit--watched))
                      dixit--watched))
      (when (buffer-live-p buffer)
        (with-current-buffer buffer
          (dixit--without-collecting
            (dixit--attend)))))))

(defun dixit--ready-p ()
  "Return non-nil if an analysis would not start with a build.
A timer or a mode hook must not make the user wait for that."
  (or (not (eq dixit-analyze-function #'dixit-analyze-buffer))
      (dixit-module-ready-p)))

(defun dixit--painted-p ()
  "Return non-nil if `dixit--document' is painted, or need not be."
  (not (and dixit-mode dixit-highlight
            (not (dixit-highlight-painted-p dixit--document)))))

(defun dixit--show-known ()
  "Paint what is known of the current buffer, which is fresh.
A command may have analysed it before the mode was turned on."
  (dixit-direction-note dixit--document)
  (when (and dixit-mode dixit-highlight)
    (dixit-highlight-show (unless (dixit--painted-p) dixit--document))))

(defun dixit--begin ()
  "Analyse the current buffer, because the user has asked for it.
Where threads do it, signal an error if they cannot, but wait for nothing."
  (dixit--need-text)
  (cond ((dixit--fresh-p) (dixit--show-known))
        ((dixit--threads-p)
         (dixit-module-ensure)
         (dixit--attend))
        (t (dixit-current-document))))

(defun dixit--attend ()
  "Bring the current buffer up to date, unless input comes first."
  (cond
   ((not (or (get-buffer-window nil 'visible)
             (local-variable-p 'dixit-analyzed-hook))))
   ((dixit--fresh-p)
    (with-demoted-errors "Dixit: %S" (dixit--show-known)))
   ((eql dixit--error-tick (buffer-chars-modified-tick)))
   ((not (dixit--ready-p))
    ;; No tick with it: the module may be there the next time.
    (setq dixit--error "The module is not built; M-x dixit-module-build builds it")
    (dixit--update-lighter))
   (t
    (condition-case err
        (if (dixit--threads-p)
            (dixit--attend-by-thread)
          (let ((found (while-no-input (dixit--examine))))
            (cond ((consp found) (dixit--accept (car found) (cdr found)))
                  ;; Not every event that ends it ends the idle time too.
                  (found (dixit--look-again dixit-idle-delay)))))
      (error (dixit--failed err))))))

(defun dixit--attend-by-thread ()
  "Have the current buffer analysed in another thread."
  (let ((idle (if (current-idle-time) (float-time (current-idle-time)) 1e6))
        ;; A text that takes long is read less often, but for what is seen:
        ;; to begin and be stopped by the next key costs time as well.
        (pause (min 3 (if dixit--document dixit--cost
                        (/ (buffer-size) 5e6))))
        (job (dixit--job-of (current-buffer) nil)))
    (when (and (> (buffer-size) dixit--glance-length)
               (not (dixit--quick-p)))
      (dixit--glance))
    (cond ((input-pending-p) (dixit--look-again dixit-idle-delay))
          ((and job (not (dixit--job-at job))
                (eql (dixit--job-tick job) (buffer-chars-modified-tick))))
          ((< idle pause) (dixit--look-again (- pause idle)))
          ((not (dixit--hand-over (dixit--whole-job)))
           (dixit--look-again dixit-idle-delay)))))

(defconst dixit--quick 0.15
  "Seconds that an analysis may take without a glance at the windows before it.")

(defun dixit--quick-p ()
  "Return non-nil if the analysis of the current buffer will not take long.
Where little has changed, the module has the rest in its memo."
  (and dixit--document
       (< dixit--cost dixit--quick)
       (let ((changed (dixit-copy-changed)))
         (and changed (< changed dixit-copy-most)))))

(defun dixit--glance ()
  "Have what the windows show of the current buffer analysed first."
  (let ((part (and dixit-mode dixit-highlight (dixit-highlight-missing)))
        (old (dixit--job-of (current-buffer) t)))
    (when (and part
               (not (and old
                         (eql (dixit--job-tick old) (buffer-chars-modified-tick))
                         (<= (dixit--job-from old) (car part)))))
      (when old (dixit--cancel-job old))
      (save-excursion
        (save-restriction
          (widen)
          ;; A part of a paragraph is understood less well.
          (let* ((most 4096)
                 (from (max (point-min) (car part)))
                 (to (min (point-max) (cdr part) (+ from dixit--glance-length))))
            (goto-char from)
            (when (re-search-backward "\n[ \t]*\n" (max (point-min) (- from most)) t)
              (setq from (match-end 0)))
            (goto-char to)
            (when (re-search-forward "\n[ \t]*\n" (min (point-max) (+ to most)) t)
              (setq to (match-beginning 0)))
            (dixit--hand-over (dixit--new-job from to t) t)))))))

(provide 'dixit-watch)

;;; dixit-watch.el ends here
