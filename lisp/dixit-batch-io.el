;;; dixit-batch-io.el --- Bytes in and out of a batch Emacs  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; Emacs guesses at coding systems, waits for the end of a pipe, and says
;; nothing when standard output is full.  Here bytes are read and written as
;; they are, line by line where that is asked for, a file is written entirely
;; or not at all, and what fails is an error.

;;; Code:

(require 'cl-lib)
(require 'dixit-document)

(declare-function dixit--mod-print "dixit-module.so")

(define-error 'dixit-batch-output "Output")

(defun dixit-batch--reason (err)
  "Return what ERR, a condition, means, as one line."
  (pcase err
    (`(,(or 'dixit-error 'dixit-batch-usage 'dixit-batch-output) ,(and (pred stringp) said)
       . ,_)
     said)
    ((and `(,_ ,_ ,(and (pred stringp) said) . ,_)
          (guard (memq 'file-error (get (car err) 'error-conditions))))
     (downcase said))
    ('(error "Maximum buffer size exceeded") "it is too large for Emacs")
    ('(quit) "interrupted")
    (_ (error-message-string err))))

;;;; Reading

(defun dixit-batch--path (name)
  "Return the file that the command line calls NAME."
  (let ((file-name-handler-alist nil))
    (expand-file-name (if (string-prefix-p "~" name) (concat "./" name) name))))

(defun dixit-batch--label (name)
  "Return the file name NAME as Unicode text, whatever the locale."
  (dixit--clean
   (decode-coding-string
    (encode-coding-string name (or file-name-coding-system
                                   default-file-name-coding-system 'utf-8)
                          t)
    'utf-8-unix t)))

(defconst dixit-batch--chunk (* 4 1024 1024)
  "How many bytes of a file of lines are read at once.")

(defun dixit-batch--stdin-line ()
  "Return the next line of standard input as bytes, or nil at its end."
  (let ((line (condition-case nil
                  (read-from-minibuffer "")
                (end-of-file nil))))
    ;; Emacs has made characters of what is UTF-8.
    (if (and line (multibyte-string-p line))
        (encode-coding-string line 'utf-8-emacs-unix t)
      line)))

(defun dixit-batch--insert (path &optional start end)
  "Insert the bytes of the file PATH, from START to END, at point.
Return how many there were."
  (let ((file-name-handler-alist nil))
    (cadr (insert-file-contents-literally path nil start end))))

(defun dixit-batch--insert-all (path)
  "Insert all bytes of the file PATH at the end of the empty buffer."
  (condition-case err
      (dixit-batch--insert path)
    (error
     ;; Emacs 30.1 takes /dev/null for a file that is too large.
     (unless (and (equal err '(error "Maximum buffer size exceeded"))
                  (not (file-regular-p path)))
       (signal (car err) (cdr err)))
     (while (> (dixit-batch--insert path nil dixit-batch--chunk) 0)
       (goto-char (point-max))))))

(defun dixit-batch--stdin ()
  "Return all of standard input as bytes."
  (with-temp-buffer
    (set-buffer-multibyte nil)
    (condition-case nil
        (dixit-batch--insert-all "/dev/stdin")
      (file-error
       ;; It is a socket, or there is no such name: take it line by line.
       (erase-buffer)
       (let (line)
         (while (setq line (dixit-batch--stdin-line))
           (insert line "\n")))))
    (buffer-string)))

(defun dixit-batch--contents (name)
  "Return the bytes of the file that the command line calls NAME."
  (if (equal name "-")
      (dixit-batch--stdin)
    (let ((path (dixit-batch--path name)))
      (with-temp-buffer
        (set-buffer-multibyte nil)
        (dixit-batch--insert-all path)
        (buffer-string)))))

(defun dixit-batch--map-lines (name function)
  "Call FUNCTION with each line of the file NAME, as bytes, and its number.
Of a regular file no more than a chunk, or a line, is in memory at once."
  (if (and (equal name "-") (not (file-regular-p "/dev/stdin")))
      (let ((number 0)
            line)
        (while (setq line (dixit-batch--stdin-line))
          (funcall function line (cl-incf number))))
    (let* ((path (if (equal name "-") "/dev/stdin" (dixit-batch--path name)))
           (regular (file-regular-p path))
           (number 0)
           (offset 0)
           (more t))
      (with-temp-buffer
        (set-buffer-multibyte nil)
        (buffer-disable-undo)
        (while more
          ;; What is left of the last chunk is the start of a line.
          (goto-char (point-max))
          (let ((left (point))
                (got (if regular
                         (dixit-batch--insert path offset (+ offset dixit-batch--chunk))
                       (dixit-batch--insert-all path)
                       0))
                (start (point-min)))
            (setq offset (+ offset got)
                  more (and regular (> got 0)))
            (goto-char left)
            (while (or (search-forward "\n" nil t)
                       (and (not more) (< start (goto-char (point-max)))))
              (let ((line (buffer-substring-no-properties
                           start (if (eq (char-before) ?\n) (1- (point)) (point)))))
                (setq start (point))
                (funcall function line (cl-incf number))))
            (delete-region (point-min) start)))))))

;;;; Writing

(cl-defstruct (dixit-batch-sink (:copier nil))
  "Where the results go."
  (file nil :documentation "The file to write, or nil for standard output.")
  (temporary nil :documentation "What is written in its stead until all is done.")
  (pending nil :documentation "What is not written yet, the last first.")
  (size 0 :documentation "How many bytes that is.")
  (used nil :documentation "Non-nil if there was anything."))

(defun dixit-batch--output-error (sink reason)
  "Signal that the file of SINK cannot be written, because of REASON."
  (signal 'dixit-batch-output
          (list (format "%s: cannot be written: %s"
                        (dixit-batch--label (dixit-batch-sink-file sink)) reason))))

(defun dixit-batch--open (output)
  "Return the sink for OUTPUT, a file's name or nil."
  (let ((sink (make-dixit-batch-sink)))
    (when (and output (not (equal output "-")))
      (let* ((file-name-handler-alist nil)
             (file (file-truename (dixit-batch--path output)))
             (directory (file-name-directory file)))
        (setf (dixit-batch-sink-file sink) file)
        (cond
         ((file-directory-p file)
          (dixit-batch--output-error sink "it is a directory"))
         ((not (file-directory-p directory))
          (dixit-batch--output-error sink "there is no such directory"))
         ((not (file-writable-p file))
          (dixit-batch--output-error sink "permission denied"))
         ;; A device or a pipe cannot be replaced.
         ((or (file-regular-p file) (not (file-exists-p file)))
          (let ((modes (or (file-modes file)
                           (logand (default-file-modes) #o666))))
            (condition-case err
                (setf (dixit-batch-sink-temporary sink)
                      (make-temp-file (concat file ".new-")))
              (error (dixit-batch--output-error sink (dixit-batch--reason err))))
            (set-file-modes (dixit-batch-sink-temporary sink) modes)
            (add-hook 'kill-emacs-hook (lambda () (dixit-batch--abandon sink))))))))
    sink))

(defun dixit-batch--flush (sink &optional last)
  "Write what SINK has pending; LAST if it is the end."
  (let ((string (apply #'concat (nreverse (dixit-batch-sink-pending sink))))
        (coding-system-for-write 'no-conversion)
        (file-name-handler-alist nil)
        (write-region-inhibit-fsync (not last))
        (write-region-annotate-functions nil)
        (write-region-post-annotation-function nil))
    (setf (dixit-batch-sink-pending sink) nil
          (dixit-batch-sink-size sink) 0)
    (condition-case err
        (write-region string nil
                      (or (dixit-batch-sink-temporary sink)
                          (dixit-batch-sink-file sink))
                      t 'quiet)
      (file-error (dixit-batch--output-error sink (dixit-batch--reason err))))))

(defun dixit-batch--write (sink bytes)
  "Write BYTES, a unibyte string, to SINK."
  (setf (dixit-batch-sink-used sink) t)
  (if (null (dixit-batch-sink-file sink))
      (condition-case err
          (dixit--mod-print bytes)
        (dixit-error (signal 'dixit-batch-output (cdr err))))
    (push bytes (dixit-batch-sink-pending sink))
    (when (> (cl-incf (dixit-batch-sink-size sink) (length bytes)) (* 1024 1024))
      (dixit-batch--flush sink))))

(defun dixit-batch--close (sink)
  "Write the rest to SINK and put its file in its place."
  (when (dixit-batch-sink-file sink)
    (dixit-batch--flush sink t)
    (when (dixit-batch-sink-temporary sink)
      (let ((file-name-handler-alist nil))
        (condition-case err
            (rename-file (dixit-batch-sink-temporary sink)
                         (dixit-batch-sink-file sink) t)
          (file-error (dixit-batch--output-error sink (dixit-batch--reason err)))))
      (setf (dixit-batch-sink-temporary sink) nil))))

(defun dixit-batch--abandon (sink)
  "Remove what SINK wrote to its temporary file."
  (when (dixit-batch-sink-temporary sink)
    (ignore-errors (delete-file (dixit-batch-sink-temporary sink)))
    (setf (dixit-batch-sink-temporary sink) nil)))

;;;; Terminals

(defun dixit-batch--terminal-p (descriptor)
  "Return non-nil if the file DESCRIPTOR, a number, is a terminal."
  (let* ((file-name-handler-alist nil)
         (file (file-truename (format "/dev/fd/%d" descriptor)))
         (modes (file-attribute-modes (file-attributes file))))
    (and modes
         (eq (aref modes 0) ?c)
         (not (string-match-p "\\`/dev/\\(?:null\\|zero\\|full\\|u?random\\)\\'" file))
         ;; Where /dev/fd has no links to follow.
         (not (equal (dixit-batch--identity file)
                     (dixit-batch--identity null-device))))))

(defun dixit-batch--identity (file)
  "Return what tells FILE from all others."
  (let ((attributes (file-attributes file)))
    (list (file-attribute-inode-number attributes)
          (file-attribute-device-number attributes))))

(defun dixit-batch--columns (terminal)
  "Return how many columns to fold to; TERMINAL if output goes to one."
  (let ((columns (string-to-number (or (getenv "COLUMNS") ""))))
    (when (and (<= columns 0) terminal)
      (let ((size (with-temp-buffer
                    (and (eql 0 (ignore-errors
                                  (call-process "stty" "/dev/tty" t nil "size")))
                         (buffer-string)))))
        (when (and size (string-match "\\`[0-9]+ \\([0-9]+\\)" size))
          (setq columns (string-to-number (match-string 1 size))))))
    (if (> columns 0) columns 80)))

(provide 'dixit-batch-io)
;;; dixit-batch-io.el ends here
