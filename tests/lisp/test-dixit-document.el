;;; test-dixit-document.el --- Documents as Lisp structures  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'dixit-test)

(declare-function dixit--mod-analyze "dixit-module.so")
(declare-function dixit--mod-free "dixit-module.so")

(defconst test-dixit-document-text
  "Maria Jansen opened the bridge on Monday.

“The bridge is safe,” Jansen said. “It was tested twice.”

She told reporters that it had cost €4 million.\n"
  "A short text with quotations, a pronoun and characters of several bytes.")

;;;; Without the module

(ert-deftest test-dixit-document-spans ()
  (should (equal (dixit--spans [] 1) nil))
  (should (equal (dixit--spans [0 4 9 12] 1) '((1 . 5) (10 . 13)))))

(ert-deftest test-dixit-document-structures ()
  "What the module hands over becomes structures, positions plus the base."
  (should (equal (dixit--read-mentions [0 5 0 0 0 7 9 6 2 -1] 10)
                 (vector (make-dixit-mention :start 10 :end 15 :type 'PER :kind 'name :entity 0)
                         (make-dixit-mention :start 17 :end 19 :type 'DATE :kind 'pronoun))))
  (should (equal (dixit--read-entities [[PER "Maria Jansen" nil f 3 2]])
                 (vector (make-dixit-entity :id 0 :type 'PER :name "Maria Jansen" :gender 'f
                                            :mentions 3 :quotes 2))))
  (should (equal (dixit--read-quotes
                  [[direct name [1 3 5 8] [] [9 12] "x" "J" 0 2 0.5 0 [9 12 0 3]]] 1)
                 (vector (make-dixit-quote :id 0 :kind 'direct :source-kind 'name
                                           :content '((2 . 4) (6 . 9)) :source '((10 . 13))
                                           :text "x" :speaker "J" :entity 0 :line 2
                                           :confidence 0.5
                                           :chain '((10 . 13) (1 . 4))))))
  (should (equal (dixit--read-marks [1 3 0 4 9 1] 0)
                 (vector (make-dixit-mark :start 1 :end 3 :depth 0)
                         (make-dixit-mark :start 4 :end 9 :depth 1))))
  (should (equal (dixit--read-checks [[unbalanced-mark 3 4 "m" nil]] 1)
                 (vector (make-dixit-check :code 'unbalanced-mark :start 4 :end 5
                                           :message "m")))))

(ert-deftest test-dixit-document-clean ()
  "What is not Unicode is replaced, one character by one."
  (dolist (good '("" "plain" "“é” 中 😀 \U0010ffff \ud7ff\ue000"))
    (should (eq (dixit--clean good) good)))
  (should (equal (dixit--clean "é\x3fffe9.\ud800\x110000\x3fff80") "é\ufffd.\ufffd\ufffd\ufffd")))

;;;; With it

(defun test-dixit-document-check (document text base)
  "Check that all in DOCUMENT lies in TEXT, whose first position is BASE."
  (cl-flet ((inside (start end)
              (should (<= base start))
              (should (<= start end))
              (should (<= end (+ base (length text))))))
    (should (= (dixit-document-length document) (length text)))
    (let ((entities (length (dixit-document-entities document))))
      (seq-doseq (m (dixit-document-mentions document))
        (inside (dixit-mention-start m) (dixit-mention-end m))
        (should (seq-contains-p dixit--types (dixit-mention-type m)))
        (should (memq (dixit-mention-kind m) '(name nominal pronoun)))
        (should (or (null (dixit-mention-entity m))
                    (< -1 (dixit-mention-entity m) entities))))
      (seq-do-indexed
       (lambda (e i)
         (should (= (dixit-entity-id e) i))
         (should (seq-contains-p dixit--types (dixit-entity-type e)))
         (should (stringp (dixit-entity-name e)))
         (should (memq (dixit-entity-gender e) '(m f nil)))
         (should (natnump (dixit-entity-mentions e)))
         (should (natnump (dixit-entity-quotes e))))
       (dixit-document-entities document))
      (seq-do-indexed
       (lambda (q i)
         (should (= (dixit-quote-id q) i))
         (should (memq (dixit-quote-kind q) '(direct mixed indirect term)))
         (should (memq (dixit-quote-source-kind q) '(none name nominal pronoun)))
         (should (dixit-quote-content q))
         (dolist (span (append (dixit-quote-content q) (dixit-quote-cue q)
                               (dixit-quote-source q)))
           (inside (car span) (cdr span)))
         (should (<= 0 (dixit-quote-confidence q) 1))
         (when (dixit-quote-entity q)
           (should (< -1 (dixit-quote-entity q) entities))
           (when (dixit-quote-speaker q)
             (should (equal (dixit-quote-speaker q)
                            (dixit-entity-name (aref (dixit-document-entities document)
                                                     (dixit-quote-entity q)))))))
         (should (= (dixit-quote-line q)
                    (1+ (seq-count (lambda (c) (eq c ?\n))
                                   (substring text 0 (- (caar (dixit-quote-content q)) base)))))))
       (dixit-document-quotes document))
      (seq-doseq (m (dixit-document-marks document))
        (inside (dixit-mark-start m) (dixit-mark-end m)))
      (seq-doseq (c (dixit-document-checks document))
        (should (symbolp (dixit-check-code c)))
        (should (stringp (dixit-check-message c)))
        (inside (dixit-check-start c) (dixit-check-end c))))))

(ert-deftest test-dixit-document-string ()
  (skip-unless (dixit-test-module-p))
  (let ((document (dixit-analyze-string test-dixit-document-text)))
    (test-dixit-document-check document test-dixit-document-text 0)
    (should (> (length (dixit-document-quotes document)) 0))
    (should (equal (dixit-quote-speaker (aref (dixit-document-quotes document) 0))
                   "Maria Jansen"))
    ;; Bytes give what their text gives.
    (should (equal (dixit-analyze-string
                    (encode-coding-string test-dixit-document-text 'utf-8))
                   document))
    ;; A base moves every position and nothing else.
    (test-dixit-document-check (dixit-analyze-string test-dixit-document-text 7)
                               test-dixit-document-text 7)))

(ert-deftest test-dixit-document-buffer ()
  "Buffer positions, of the whole buffer, whatever it is narrowed to."
  (skip-unless (dixit-test-module-p))
  (with-temp-buffer
    (insert test-dixit-document-text)
    (let ((expected (dixit-analyze-string test-dixit-document-text 1)))
      (goto-char 20)
      (narrow-to-region 10 30)
      (should (equal (dixit-analyze-buffer) expected))
      (should (equal (list (point) (point-min) (point-max)) '(20 10 30)))
      (let ((buffer (current-buffer)))
        (with-temp-buffer
          (should (equal (dixit-analyze-buffer buffer) expected)))))))

(ert-deftest test-dixit-document-odd-buffers ()
  "Empty, with bytes that are no text, and unibyte."
  (skip-unless (dixit-test-module-p))
  (with-temp-buffer
    (should (= (dixit-document-length (dixit-analyze-buffer)) 0))
    (insert "“Yes,” Jansen said.")
    (goto-char 1)
    (insert-byte 200 3)
    (insert "\ud800")
    (test-dixit-document-check (dixit-analyze-buffer) (buffer-string) 1)
    (set-buffer-multibyte nil)
    (test-dixit-document-check (dixit-analyze-buffer) (buffer-string) 1))
  (should-error (dixit-analyze-string "caf\xe9") :type 'dixit-error))

(ert-deftest test-dixit-document-is-json ()
  "The structures and the JSON of our own articles say the same."
  (skip-unless (dixit-test-module-p))
  (dolist (file (directory-files (file-name-directory (dixit-test-article "x")) t "\\.txt\\'"))
    (let* ((text (decode-coding-string (dixit-test-read file) 'utf-8-unix))
           (document (dixit-analyze-string text))
           (analyzer (dixit-module-ensure))
           (native (dixit--mod-analyze analyzer text))
           (json (json-parse-string (decode-coding-string (dixit-test-json native "é.txt" "7")
                                                          'utf-8-unix)
                                    :null-object nil :object-type 'plist :array-type 'list)))
      (dixit--mod-free native)
      (test-dixit-document-check document text 0)
      (should (equal (plist-get json :file) "é.txt"))
      (should (equal (plist-get json :id) 7))
      (should (= (plist-get json :length) (length text)))
      (cl-flet ((lists (spans) (mapcar (lambda (span) (list (car span) (cdr span))) spans))
                (name (symbol) (and symbol (symbol-name symbol))))
        (should (equal (plist-get json :mentions)
                       (mapcar (lambda (m)
                                 (list :start (dixit-mention-start m) :end (dixit-mention-end m)
                                       :type (name (dixit-mention-type m))
                                       :kind (name (dixit-mention-kind m))
                                       :entity (dixit-mention-entity m)))
                               (dixit-document-mentions document))))
        (should (equal (plist-get json :entities)
                       (mapcar (lambda (e)
                                 (list :id (dixit-entity-id e) :type (name (dixit-entity-type e))
                                       :name (dixit-entity-name e) :role (dixit-entity-role e)
                                       :gender (name (dixit-entity-gender e))
                                       :mentions (dixit-entity-mentions e)
                                       :quotes (dixit-entity-quotes e)))
                               (dixit-document-entities document))))
        (should (equal (plist-get json :quotes)
                       (mapcar (lambda (q)
                                 (list :id (dixit-quote-id q) :kind (name (dixit-quote-kind q))
                                       :content (lists (dixit-quote-content q))
                                       :cue (lists (dixit-quote-cue q))
                                       :source (lists (dixit-quote-source q))
                                       :text (dixit-quote-text q)
                                       :speaker (dixit-quote-speaker q)
                                       :entity (dixit-quote-entity q)
                                       :line (dixit-quote-line q)
                                       :confidence (string-to-number
                                                    (format "%.3f" (dixit-quote-confidence q)))
                                       :source_kind (name (dixit-quote-source-kind q))
                                       :chain (lists (dixit-quote-chain q))))
                               (dixit-document-quotes document))))
        (should (equal (plist-get json :marks)
                       (mapcar (lambda (m)
                                 (list :start (dixit-mark-start m) :end (dixit-mark-end m)
                                       :depth (dixit-mark-depth m)))
                               (dixit-document-marks document))))
        (should (equal (plist-get json :checks)
                       (mapcar (lambda (c)
                                 (list :code (name (dixit-check-code c))
                                       :start (dixit-check-start c) :end (dixit-check-end c)
                                       :message (dixit-check-message c) :fix (dixit-check-fix c)))
                               (dixit-document-checks document))))))))

;;; test-dixit-document.el ends here
